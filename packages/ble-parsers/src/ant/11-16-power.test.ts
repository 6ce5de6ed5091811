import { describe, expect, it } from 'vitest';
import { decodeAntPowerCalibration } from './11-1-power-calibration.js';
import { decodeAntPowerParameters } from './11-2-power-parameters.js';
import { decodeAntPower, encodeAntPower } from './11-16-power.js';
import { decodeAntCrankTorqueFrequency, decodeAntPowerTorque } from './11-17-power-torque.js';
import { decodeAntTorqueEffectiveness } from './11-19-power-effectiveness.js';
import { decodeAntForceAngle, decodeAntPedalPosition } from './11-20-power-dynamics.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('decodeAntPower', () => {
  it('reads page 0x10', () => {
    expect(decodeAntPower(bytes('1007b75a3412fa00'))).toEqual({
      ok: true,
      value: {
        page: 16,
        eventCount: 7,
        pedalPowerPercent: 55,
        pedalReference: 'right',
        cadenceRpm: 90,
        accumulatedPowerW: 0x1234,
        powerW: 250,
      },
    });
  });

  it('distinguishes an unknown pedal from missing pedal data', () => {
    expect(decodeAntPower(bytes('1007325a3412fa00'))).toMatchObject({
      value: { pedalPowerPercent: 50, pedalReference: 'unknown' },
    });
    expect(decodeAntPower(bytes('1007ff5a3412fa00'))).toMatchObject({
      value: { pedalPowerPercent: undefined, pedalReference: undefined },
    });
  });

  it('rejects another page, and a page with fewer than 8 bytes', () => {
    expect(decodeAntPower(bytes('1107325a3412fa00'))).toEqual({
      ok: false,
      error: { code: 'invalid-value', offset: 0, needed: 0 },
    });
    expect(decodeAntPower(bytes('1007325a3412fa'))).toMatchObject({
      error: { code: 'too-short', needed: 8 },
    });
  });

  it('encodes omitted fields as not available', () => {
    expect(encodeAntPower({ powerW: 250 })).toEqual(bytes('1000ffff0000fa00'));
    expect(() => encodeAntPower({ powerW: 0x1_0000 })).toThrow(RangeError);
  });
});

describe('torque pages', () => {
  it('0x11 has wheel revolutions, 0x12 has crank revolutions', () => {
    const wheel = decodeAntPowerTorque(bytes('1102035a00104001'));
    expect(wheel).toMatchObject({ value: { wheelRevolutions: 3, accumulatedPeriodRaw: 4096 } });
    expect(wheel).not.toHaveProperty('value.crankRevolutions');
    const crank = decodeAntPowerTorque(bytes('120203ff00104001'));
    expect(crank).toMatchObject({ value: { crankRevolutions: 3, cadenceRpm: undefined } });
    expect(crank).not.toHaveProperty('value.wheelRevolutions');
  });

  it('0x20: the words are big-endian', () => {
    expect(decodeAntCrankTorqueFrequency(bytes('2005012c138803e8'))).toMatchObject({
      value: { slopeNmPerHz: 30, eventTimeRaw: 5000, torqueTicks: 1000 },
    });
  });
});

describe('pedal pages', () => {
  it('0x13: with a right smoothness of 0xFE, the left one is that of both pedals', () => {
    const both = decodeAntTorqueEffectiveness(bytes('130964ff32feffff'));
    expect(both).toMatchObject({ value: { combinedPedalSmoothnessPercent: 25 } });
    expect(both).not.toHaveProperty('value.leftPedalSmoothnessPercent');
  });

  it('0xE0: the angles are undefined only if both bytes are 0xC0', () => {
    expect(decodeAntForceAngle(bytes('e001c010c0c04001'))).toMatchObject({
      value: { pedal: 'right', startAngleDeg: 270, startPeakAngleDeg: undefined },
    });
  });

  it('0xE2: an offset of -128 is undefined', () => {
    expect(decodeAntPedalPosition(bytes('e203805a8081ffff'))).toMatchObject({
      value: { riderPosition: 'standing', rightPcoMm: undefined, leftPcoMm: -127 },
    });
  });
});

describe('calibration and parameters', () => {
  it('auto zero is undefined, not false, if it is not supported', () => {
    expect(decodeAntPowerCalibration(bytes('01acffffffff0000'))).toMatchObject({
      value: { calibrationSuccess: true, autoZeroEnabled: undefined, autoZeroStatusRaw: 255 },
    });
  });

  it('a message has only the fields of its id', () => {
    expect(decodeAntPowerCalibration(bytes('01aaffffffffffff'))).toEqual({
      ok: true,
      value: { page: 1, calibrationId: 0xaa },
    });
    expect(decodeAntPowerParameters(bytes('02040affffffffff'))).toEqual({
      ok: true,
      value: { page: 2, subpage: 4, riderPositionTimeOffsetS: 10 },
    });
  });
});
