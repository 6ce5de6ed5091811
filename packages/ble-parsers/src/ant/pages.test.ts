/** Values on which sources differ, and rules of many pages. */
import { describe, expect, it } from 'vitest';
import { decode } from '../registry.js';
import { decodeAntTorqueBarycenter } from './11-20-power-dynamics.js';
import { decodeAntFeGeneral } from './17-16-fe-general.js';
import { decodeAntFeMachine } from './17-19-fe-machine.js';
import { decodeAntCadence } from './121-speed-cadence.js';
import { decodeAntStride } from './124-1-stride.js';
import { antDecoders } from './decoders.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('ANT+ pages', () => {
  it('have 8 bytes: fewer are too-short, further ones are trailing', () => {
    for (const [id, decoder] of Object.entries(antDecoders)) {
      const page = Number(id.split('/')[1] ?? 0);
      expect([id, decoder(Uint8Array.of(page, 0, 0, 0, 0, 0, 0))]).toMatchObject([
        id,
        { error: { code: 'too-short', needed: 8 } },
      ]);
      expect([id, decoder(Uint8Array.of(page, 0, 0, 0, 0, 0, 0, 0, 9))]).toMatchObject([
        id,
        { ok: true, value: { trailing: Uint8Array.of(9) } },
      ]);
    }
  });

  it('reject a page number that they do not decode', () => {
    for (const [id, decoder] of Object.entries(antDecoders)) {
      if (!id.includes('/')) continue;
      expect([id, decoder(bytes('ef00000000000000'))]).toMatchObject([
        id,
        { error: { code: 'invalid-value', offset: 0 } },
      ]);
    }
  });

  it('are looked up by device type and first byte, common pages with any device type', () => {
    const product = bytes('51ffff0c05060708');
    expect(decode({ profile: 'ant', id: '11', bytes: product })).toMatchObject({
      value: { page: 81, swVersion: 1.2 },
    });
    expect(decode({ profile: 'ant', id: '17/81', bytes: product })).toMatchObject({ ok: true });
    expect(decode({ profile: 'ant', id: '17', bytes: bytes('1907ffffffff0f31') })).toMatchObject({
      value: { page: 25, powerW: undefined },
    });
  });
});

describe('values that other sources read differently', () => {
  it('124/1: time and distance include their fraction once (AntPlus adds it twice to the second page)', () => {
    const times = ['0164c8328180fe30', '0164641981800430'].map((hex) => {
      const result = decodeAntStride(bytes(hex));
      return result.ok ? [result.value.timeS, result.value.distanceM] : [];
    });
    // The differences modulo 256 are therefore 156 s and 231 m, not 156.5 s and 231.5 m.
    expect(times).toEqual([
      [200.5, 50.5],
      [100.5, 25.5],
    ]);
  });

  it('11/20: 0xFF is 157.5°, as in the tests of AntPlus', () => {
    expect(decodeAntTorqueBarycenter(bytes('14ffffffffffffff'))).toMatchObject({
      value: { torqueBarycenterDeg: 157.5 },
    });
  });

  it('17/16: a distance that is not measured is undefined, not 0', () => {
    expect(decodeAntFeGeneral(bytes('101900008d20ff20'))).toMatchObject({
      value: { distanceM: undefined, distanceEnabled: false },
    });
  });
});

describe('pages of several machines', () => {
  it('have cadenceRpm for a bike and cadencePerMin for other machines', () => {
    const bike = decodeAntFeMachine(bytes('15ffffff57120100'));
    expect(bike).toMatchObject({ value: { cadenceRpm: 87, powerW: 274 } });
    expect(bike).not.toHaveProperty('value.cadencePerMin');
    expect(decodeAntFeMachine(bytes('13ffffff500a1930'))).toEqual({
      ok: true,
      value: {
        page: 19,
        feState: 'in-use',
        lapToggle: 0,
        cadencePerMin: 80,
        negativeVerticalM: 1,
        positiveVerticalM: 2.5,
      },
    });
  });

  it('122: the toggle bit is separate from the page number', () => {
    expect(decodeAntCadence(bytes('81e8030000040200'))).toEqual({
      ok: true,
      value: {
        page: 1,
        pageToggle: 1,
        operatingTimeS: 2000,
        crankEventTimeRaw: 1024,
        crankRevolutions: 2,
      },
    });
  });
});
