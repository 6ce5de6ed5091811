import { describe, expect, it } from 'vitest';
import { decodeTemperatureMeasurement } from './2A1C-temperature-measurement.js';

const decode = (hex: string) =>
  decodeTemperatureMeasurement(Uint8Array.from(Buffer.from(hex, 'hex')));

describe('decodeTemperatureMeasurement', () => {
  it('reads Fahrenheit, an unknown date and a type', () => {
    expect(decode('07da0300ff000000000b321b09')).toEqual({
      ok: true,
      value: {
        temperature: 98.6,
        unit: 'F',
        timestamp: {
          year: undefined,
          month: undefined,
          day: undefined,
          hour: 11,
          minute: 50,
          second: 27,
        },
        temperatureType: 'tympanum',
        temperatureTypeCode: 9,
      },
    });
  });

  it('keeps the code of a reserved type', () => {
    expect(decode('04da0300ff0a')).toMatchObject({
      value: { temperatureType: undefined, temperatureTypeCode: 10 },
    });
  });

  it("reads the exponent of a FLOAT as two's complement", () => {
    // A published library subtracts a bias and reads 37.0 here.
    expect(decode('002075387b')).toMatchObject({ value: { temperature: 3700000e123 } });
  });

  it('omits a truncated date and returns the temperature', () => {
    expect(decode('06b00e00fedc070c05')).toMatchObject({
      value: { temperature: 37.6, timestamp: undefined, truncated: true },
    });
  });
});
