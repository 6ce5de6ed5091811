/** Behaviour that the vectors do not cover: two widths of one field, wrong flags, truncation at 20 bytes. */
import { describe, expect, it } from 'vitest';
import { decodeTreadmillData } from './2ACD-treadmill-data.js';
import { decodeCrossTrainerData } from './2ACE-cross-trainer-data.js';
import { decodeRowerData } from './2AD1-rower-data.js';
import { decodeFitnessMachineControlPoint } from './2AD9-fitness-machine-control-point.js';
import { decodeFitnessMachineStatus } from './2ADA-fitness-machine-status.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('fields of two widths', () => {
  it('treadmill: reads paces as u8 in km/min unless only u16 in s/500 m fits', () => {
    expect(decodeTreadmillData(bytes('610002'))).toMatchObject({
      value: { paceKmPerMinute: 0.2, averagePaceKmPerMinute: undefined, truncated: true },
    });
    expect(decodeTreadmillData(bytes('61000201'))).toMatchObject({
      value: { paceKmPerMinute: 0.2, averagePaceKmPerMinute: 0.1 },
    });
    const wide = decodeTreadmillData(bytes('610096009700'));
    expect(wide).toMatchObject({ value: { paceSPer500m: 150, averagePaceSPer500m: 151 } });
    expect(wide).not.toHaveProperty('value.trailing');
    expect(wide).not.toHaveProperty('value.paceKmPerMinute');
  });

  it('treadmill: returns trailing bytes if neither width fits', () => {
    expect(decodeTreadmillData(bytes('610002010909090909'))).toMatchObject({
      value: { paceKmPerMinute: 0.2, trailing: Uint8Array.of(9, 9, 9, 9, 9) },
    });
  });

  it('resistance: s16 in steps of 0.1 (elliptical) or 1 (rower), u8 in steps of 10 only if that fits', () => {
    expect(decodeCrossTrainerData(bytes('8100006500'))).toMatchObject({
      value: { resistanceLevel: 10.1, resistanceLevelRaw: 101 },
    });
    expect(decodeCrossTrainerData(bytes('81000065'))).toMatchObject({
      value: { resistanceLevel: 1010, resistanceLevelRaw: 101 },
    });
    expect(decodeRowerData(bytes('8100ff'))).toMatchObject({ value: { resistanceLevel: 2550 } });
    expect(decodeRowerData(bytes('8100ffff'))).toMatchObject({ value: { resistanceLevel: -1 } });
    expect(decodeRowerData(bytes('81000000'))).toMatchObject({ value: { resistanceLevel: 0 } });
  });

  it('resistance: reads a record truncated at 20 bytes as truncated, not as u8', () => {
    const cut = decodeRowerData(bytes(`fe0a${'01'.repeat(18)}`));
    expect(cut).toMatchObject({ value: { resistanceLevelRaw: 0x0101, truncated: true } });
  });
});

describe('flags', () => {
  it('that are wrong can be replaced by the caller', () => {
    expect(decodeRowerData(bytes('000000003c'), { flags: 0x0201 })).toMatchObject({
      value: { heartRateBpm: 0, trailing: Uint8Array.of(0, 0x3c) },
    });
    expect(decodeTreadmillData(bytes('000064003c'), { flags: 0x0100 })).toMatchObject({
      value: { speedKmh: 1, heartRateBpm: 60 },
    });
  });

  it('without a meaning are returned', () => {
    expect(decodeTreadmillData(bytes('01c0'))).toMatchObject({ value: { reservedFlags: 0xc000 } });
    expect(decodeCrossTrainerData(bytes('010010'))).toMatchObject({
      value: { reservedFlags: 0x10_0000 },
    });
  });
});

describe('control point and status', () => {
  it('accept a target resistance of one or two bytes', () => {
    expect(decodeFitnessMachineControlPoint(bytes('0464'))).toMatchObject({
      value: { targetResistance: 10 },
    });
    expect(decodeFitnessMachineStatus(bytes('079cff'))).toMatchObject({
      value: { targetResistance: -10 },
    });
  });

  it('return opcodes and parameters that are not in a table', () => {
    expect(decodeFitnessMachineControlPoint(bytes('2a0102'))).toMatchObject({
      value: { opcode: 42, trailing: Uint8Array.of(1, 2) },
    });
    expect(decodeFitnessMachineStatus(bytes('1607'))).toMatchObject({
      value: { opcode: 22, trailing: Uint8Array.of(7) },
    });
  });

  it('mark a target without its value as truncated', () => {
    expect(decodeFitnessMachineStatus(bytes('08'))).toMatchObject({
      value: { opcode: 8, targetPowerW: undefined, truncated: true },
    });
  });
});
