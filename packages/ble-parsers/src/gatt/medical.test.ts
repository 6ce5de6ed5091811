/** Rules that are stricter for medical values: CRCs, exact lengths, truncated records. */
import { describe, expect, it } from 'vitest';
import { decodePlxContinuousMeasurement } from './2A5E-plx.js';
import { decodeGlucoseMeasurement } from './2A18-glucose-measurement.js';
import { decodePositionQuality } from './2A69-position-quality.js';
import { decodeCgmMeasurement } from './2AA7-cgm-measurement.js';
import { decodeCgmFeature } from './2AA8-cgm-feature.js';
import { decodeCgmSessionRunTime } from './2AA9-cgm-session.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

describe('CGM', () => {
  it('omits a record whose size exceeds the payload, and rejects a wrong CRC', () => {
    // CRC-16/MCRF4XX of 3E 01 02 .. 09 is 0x2F01; as a record those bytes have the wrong size.
    expect(decodeCgmMeasurement(bytes('3e010203040506070809012f'))).toMatchObject({
      value: { records: [], truncated: true },
    });
    expect(decodeCgmSessionRunTime(bytes('02000000'))).toMatchObject({
      error: { code: 'checksum-mismatch', offset: 2 },
    });
  });

  it('omits a truncated record and sets truncated', () => {
    expect(decodeCgmMeasurement(bytes('06006e003c0006006e00'))).toMatchObject({
      value: { records: [{ glucoseMgDl: 110, timeOffsetMin: 60 }], truncated: true },
    });
    expect(decodeCgmMeasurement(bytes('06006e003c'))).toMatchObject({
      error: { code: 'too-short', needed: 6 },
    });
  });

  it('rejects a size that does not match the record', () => {
    expect(decodeCgmMeasurement(bytes('05006e003c00'))).toMatchObject({
      error: { code: 'invalid-value', offset: 0 },
    });
    expect(decodeCgmMeasurement(bytes('07006e003c0000'))).toMatchObject({
      error: { code: 'invalid-value', offset: 0 },
    });
  });

  it('requires 0xFFFF in place of the CRC of CGM Feature if the device supports no CRC', () => {
    expect(decodeCgmFeature(bytes('00000011ffff'))).toMatchObject({ value: { typeCode: 1 } });
    expect(decodeCgmFeature(bytes('000000110000'))).toMatchObject({
      error: { code: 'checksum-mismatch', offset: 4 },
    });
    expect(decodeCgmFeature(bytes('00100011'))).toMatchObject({
      error: { code: 'too-short', needed: 6 },
    });
  });
});

describe('glucose', () => {
  it('rejects missing and additional bytes', () => {
    expect(decodeGlucoseMeasurement(bytes('080500e80706140a1e0501'))).toMatchObject({
      error: { code: 'too-short', needed: 12 },
    });
    expect(decodeGlucoseMeasurement(bytes('000500e80706140a1e0501'))).toMatchObject({
      error: { code: 'too-long' },
    });
  });
});

describe('values that another library reads differently', () => {
  it("reads the exponent of an SFLOAT as two's complement", () => {
    // A published library subtracts a bias and reads 98 % and 72 bpm here.
    expect(decodePlxContinuousMeasurement(bytes('0062804880'))).toMatchObject({
      value: { spo2Percent: 98e-8, pulseRateBpm: 72e-8 },
    });
  });

  it('reads dilution of precision in steps of 0.2', () => {
    // A published library uses steps of 0.5 and reads 2 and 3 here.
    expect(decodePositionQuality(bytes('640010270406'))).toMatchObject({
      value: { timeToFirstFixS: 1000, hdop: 0.8, vdop: 1.2 },
    });
  });
});
