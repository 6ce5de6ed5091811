import { describe, expect, it } from 'vitest';
import { decodePolarAcc } from './acc.js';
import { decodePolarEcg } from './ecg.js';

const HEAD_TIME = '0094357700000000';
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const ecg = (hex: string) => decodePolarEcg(bytes(hex));
const acc = (hex: string, factor?: number) => decodePolarAcc(bytes(hex), { factor });

describe('decodePolarEcg', () => {
  it('type 0: signed 24 bits in µV', () => {
    expect(ecg(`00${HEAD_TIME}00010000ffffff`)).toEqual({
      ok: true,
      value: {
        timestampNs: 2_000_000_000n,
        deviceTimeMs: 946_684_802_000,
        frameType: 0,
        isCompressed: false,
        samples: [{ ecgUv: 1 }, { ecgUv: -1 }],
      },
    });
  });

  it('type 2: 18 bits and two tags', () => {
    expect(ecg(`00${HEAD_TIME}02ffff57`)).toMatchObject({
      value: { samples: [{ ecgUv: 0x3ffff, ecgDataTag: 5, paceDataTag: 2 }] },
    });
  });

  it('returns times above 2^53 exactly', () => {
    expect(ecg('00ffffffffffffffff00010000')).toMatchObject({
      value: { timestampNs: 2n ** 64n - 1n },
    });
  });

  it('returns the complete samples of a truncated frame', () => {
    expect(ecg(`00${HEAD_TIME}000100000200`)).toMatchObject({
      value: { samples: [{ ecgUv: 1 }], truncated: true },
    });
  });

  it('fails for another stream, another frame type and a truncated header', () => {
    expect(ecg(`02${HEAD_TIME}00010000`)).toMatchObject({ error: { code: 'invalid-value' } });
    expect(ecg(`00${HEAD_TIME}04010000`)).toMatchObject({
      error: { code: 'unknown-id', offset: 9 },
    });
    expect(ecg(`00${HEAD_TIME}80010000`)).toMatchObject({ error: { code: 'unknown-id' } });
    expect(ecg(`00${HEAD_TIME}`)).toMatchObject({ error: { code: 'too-short', needed: 10 } });
  });
});

describe('decodePolarAcc', () => {
  it.each([
    ['00', '01ff7f', [1, -1, 127]],
    ['01', '0100ffffff7f', [1, -1, 32767]],
    ['02', '010000ffffffffff7f', [1, -1, 8388607]],
  ])('uncompressed type %s', (type, samples, sample) => {
    expect(acc(`02${HEAD_TIME}${type}${samples}`)).toMatchObject({ value: { accMg: [sample] } });
  });

  it('reads several blocks of different width', () => {
    // Reference 1 2 3; two samples of 2-bit deltas (1 -1 0, 0 1 -2); one sample of 0-bit deltas.
    const deltas = (0b10_01_00_00_11_01).toString(16).padStart(4, '0');
    const block = `0202${deltas.slice(2)}${deltas.slice(0, 2)}`;
    expect(acc(`02${HEAD_TIME}81010002000300${block}0001`)).toMatchObject({
      value: {
        accMg: [
          [1, 2, 3],
          [2, 1, 3],
          [2, 2, 1],
          [2, 2, 1],
        ],
      },
    });
  });

  it('reads deltas of 32 bits', () => {
    const block = '2001ffffffff00000080ffffff7f';
    expect(acc(`02${HEAD_TIME}81000000000000${block}`)).toMatchObject({
      value: {
        accMg: [
          [0, 0, 0],
          [-1, -(2 ** 31), 2 ** 31 - 1],
        ],
      },
    });
  });

  it('returns the complete samples of a truncated block', () => {
    expect(acc(`02${HEAD_TIME}810100020003000802010101020202`.slice(0, -2))).toMatchObject({
      value: {
        accMg: [
          [1, 2, 3],
          [2, 3, 4],
        ],
        truncated: true,
      },
    });
  });

  it('compressed type 0: counts times factor in G, truncated to whole mG', () => {
    expect(acc(`02${HEAD_TIME}807107f06a9e8d`, 0.000244)).toMatchObject({
      value: { accMg: [[464, 6679, -7144]] },
    });
  });

  it('fails for blocks wider than 32 bits and for other frame types', () => {
    expect(acc(`02${HEAD_TIME}810100020003002101${'00'.repeat(13)}`)).toMatchObject({
      error: { code: 'invalid-value', offset: 16 },
    });
    expect(acc(`02${HEAD_TIME}82000000000000`)).toMatchObject({ error: { code: 'unknown-id' } });
    expect(acc(`02${HEAD_TIME}03000000`)).toMatchObject({ error: { code: 'unknown-id' } });
  });
});
