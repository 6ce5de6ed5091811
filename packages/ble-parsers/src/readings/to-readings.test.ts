import { describe, expect, expectTypeOf, it } from 'vitest';
import { decodeAntHeartRate, encodeAntHeartRate } from '../ant/120-heart-rate.js';
import { decodeAntStrideStatus, decodeAntStrideTotals } from '../ant/124-1-stride.js';
import { decodeTemperatureMeasurement } from '../gatt/2A1C-temperature-measurement.js';
import { decodeGlucoseMeasurement } from '../gatt/2A18-glucose-measurement.js';
import { decodeHeartRateMeasurement } from '../gatt/2A37-heart-rate-measurement.js';
import { decodeCyclingPowerMeasurement } from '../gatt/2A63-cycling-power-measurement.js';
import { decodeRowerData } from '../gatt/2AD1-rower-data.js';
import { decodeIndoorBikeData, encodeIndoorBikeData } from '../gatt/2AD2-indoor-bike-data.js';
import { decodePolarAcc, encodePolarAcc } from '../polar-pmd/acc.js';
import { decodePolarEcg, encodePolarEcg } from '../polar-pmd/ecg.js';
import type { DecodeResult } from '../result.js';
import { toReadings } from './to-readings.js';
import type { Reading, ScalarReading } from './types.js';

const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));
const readingsOf = <T extends object>(result: DecodeResult<T>) => {
  if (!result.ok) throw new Error(result.error.code);
  return toReadings(result.value);
};

/** One second after 2000-01-01, in ms since 1970. */
const SECOND_1_MS = 946_684_801_000;

describe('toReadings', () => {
  it('0x2A37: heart rate, every RR interval, energy in kcal, with contact', () => {
    expect(readingsOf(decodeHeartRateMeasurement(bytes('1e50680900040004')))).toEqual([
      { type: 'HEART_RATE', unit: 'bpm', val: 80, quality: { contact: true } },
      { type: 'CALORIES', unit: 'kcal', val: 2408 / 4.184, quality: { contact: true } },
      { type: 'RR_INTERVAL', unit: 'ms', val: 1000, quality: { contact: true } },
      { type: 'RR_INTERVAL', unit: 'ms', val: 1000, quality: { contact: true } },
    ]);
  });

  it('has the type of the readings that a decoder can produce', () => {
    const readings = readingsOf(decodeHeartRateMeasurement(bytes('0050')));
    expectTypeOf(readings).toEqualTypeOf<
      (ScalarReading<'HEART_RATE'> | ScalarReading<'RR_INTERVAL'> | ScalarReading<'CALORIES'>)[]
    >();
    expectTypeOf(toReadings({} as object)).toEqualTypeOf<Reading[]>();
  });

  it('0x2AD1: converts a pace to a speed; 0 is a speed of 0', () => {
    const row = (pace: string) => readingsOf(decodeRowerData(bytes(`0900${pace}`)));
    expect(row('7d00')).toEqual([{ type: 'SPEED', unit: 'm/s', val: 4 }]);
    expect(row('0000')).toEqual([{ type: 'SPEED', unit: 'm/s', val: 0 }]);
  });

  it('0x2A18: the device time is the base time plus the offset', () => {
    const [reading] = readingsOf(decodeGlucoseMeasurement(bytes('030100ea07010a0c000005006eb011')));
    expect(reading).toMatchObject({ deviceTimeMs: Date.UTC(2026, 0, 10, 12, 5) });
  });

  it('a heart rate of 0 gives no reading', () => {
    expect(readingsOf(decodeHeartRateMeasurement(bytes('0000')))).toEqual([]);
  });

  it('0x2AD2: converts km/h to m/s; session averages give no readings', () => {
    const bike = {
      speedKmh: 36,
      averagePowerW: 100,
      powerW: 200,
      cadenceRpm: 90,
      totalDistanceM: 7,
    };
    expect(readingsOf(decodeIndoorBikeData(encodeIndoorBikeData(bike)))).toEqual([
      { type: 'SPEED', unit: 'm/s', val: 10 },
      { type: 'BIKE_CADENCE', unit: 'rpm', val: 90 },
      { type: 'DISTANCE', unit: 'm', val: 7 },
      { type: 'POWER', unit: 'W', val: 200 },
    ]);
  });

  it('0x2A63: energy is marked as mechanical', () => {
    expect(readingsOf(decodeCyclingPowerMeasurement(bytes('000864000a00')))).toEqual([
      { type: 'POWER', unit: 'W', val: 100 },
      { type: 'CALORIES', unit: 'kcal', val: 10 / 4.184, quality: { mechanical: true } },
    ]);
  });

  it('0x2A1C: converts Fahrenheit to Celsius; the site determines whether it is a core temperature', () => {
    const ear = readingsOf(decodeTemperatureMeasurement(bytes('05da0300ff03')));
    expect(ear).toMatchObject([{ type: 'BODY_TEMPERATURE', unit: '°C', quality: { site: 'ear' } }]);
    expect(ear[0]!.val).toBeCloseTo(37, 9);
    const swallowed = readingsOf(decodeTemperatureMeasurement(bytes('06720100ffe4070c050b321b05')));
    expect(swallowed).toEqual([
      {
        type: 'CORE_TEMPERATURE',
        unit: '°C',
        val: 37,
        quality: { site: 'gastrointestinal-tract' },
        deviceTimeMs: Date.UTC(2020, 11, 5, 11, 50, 27),
        deviceTimeIsLocal: true,
      },
    ]);
    expect(readingsOf(decodeTemperatureMeasurement(bytes('00ffff7f00')))).toEqual([]);
  });

  it('PMD ECG: one list in mV; ACC: one vector per sample, the last with the time of the frame', () => {
    expect(readingsOf(decodePolarEcg(encodePolarEcg(1_000_000_000n, [1000, -500])))).toEqual([
      { type: 'ECG', unit: 'mV', d: [1, -0.5] },
    ]);
    const accMg = [
      [0, 0, 1000],
      [0, 0, 0],
    ];
    const frame = encodePolarAcc({ timestampNs: 1_000_000_000n, accMg, isCompressed: false });
    expect(readingsOf(decodePolarAcc(frame))).toEqual([
      { type: 'ACCELERATION', unit: 'm/s²', d: [0, 0, 9.80665] },
      { type: 'ACCELERATION', unit: 'm/s²', d: [0, 0, 0], deviceTimeMs: SECOND_1_MS },
    ]);
  });

  it('with sample times, every sample has its own time, and a list has the time of its first sample', () => {
    const sampleTimestampsNs = [500_000_000n, 1_000_000_000n];
    const readings = toReadings({
      sampleTimestampsNs,
      samples: [{ ecgUv: 1 }, { ecgUv: 2 }],
      accMg: [
        [0, 0, 0],
        [0, 0, 0],
      ],
    });
    expect(readings.map(({ deviceTimeMs }) => deviceTimeMs)).toEqual([
      SECOND_1_MS - 500,
      SECOND_1_MS - 500,
      SECOND_1_MS,
    ]);
  });

  it('ANT+ 120: page 4 gives an RR interval, unless the reducer of beats gives intervals', () => {
    const page4 = encodeAntHeartRate({ beatTimeRaw: 2048, previousBeatTimeRaw: 1024 });
    expect(readingsOf(decodeAntHeartRate(page4))).toEqual([
      { type: 'RR_INTERVAL', unit: 'ms', val: 1000 },
    ]);
    expect(toReadings({ rrIntervalMs: 1000, rrIntervalsMs: [] })).toEqual([]);
  });

  it('ANT+ 124: a stride is two steps; totals since the battery was inserted give no readings', () => {
    expect(readingsOf(decodeAntStrideStatus(bytes('0200003c01800001')))).toEqual([
      { type: 'STEPS_CADENCE', unit: 'steps/s', val: 2 },
      { type: 'SPEED', unit: 'm/s', val: 1.5 },
    ]);
    expect(readingsOf(decodeAntStrideTotals(bytes('1001000000010000')))).toEqual([]);
    expect(toReadings({ sessionStrides: 5 })).toEqual([{ type: 'STEPS', unit: '', val: 10 }]);
  });

  it('the mean power of torque sums gives readings, averages without torque do not', () => {
    const means = { averagePowerW: 100, averageCadenceRpm: 60 };
    expect(toReadings(means)).toEqual([]);
    expect(toReadings({ ...means, averageTorqueNm: 16, cadenceRpm: undefined })).toEqual([
      { type: 'POWER', unit: 'W', val: 100 },
      { type: 'BIKE_CADENCE', unit: 'rpm', val: 60 },
    ]);
  });

  it('ignores values that are not numbers', () => {
    expect(toReadings({ powerW: Number.NaN, accMg: [[Number.POSITIVE_INFINITY]] })).toEqual([]);
    expect(toReadings({ latitudeDeg: 1, longitudeDeg: Number.NaN })).toEqual([]);
    expect(toReadings({ systolic: 'NaN', diastolic: 80, unit: 'mmHg' })).toEqual([]);
  });

  it('converts to mmHg, kg, mg/dL and m/s², and returns a location as a pair', () => {
    expect(
      toReadings({ systolic: 16, diastolic: 10, meanArterialPressure: 'NaN', unit: 'kPa' }),
    ).toEqual([{ type: 'BLOOD_PRESSURE', unit: 'mmHg', d: [16 * 7.50062, 10 * 7.50062] }]);
    expect(toReadings({ weight: 100, unit: 'lb' })).toEqual([
      { type: 'WEIGHT', unit: 'kg', val: 45.359237 },
    ]);
    expect(toReadings({ weight: 70, massUnit: 'kg' })).toMatchObject([{ val: 70 }]);
    expect(toReadings({ glucoseConcentration: 0.00081, unit: 'kg/L' })[0]).toMatchObject({
      type: 'GLUCOSE',
      unit: 'mg/dL',
      val: expect.closeTo(81, 9),
    });
    expect(toReadings({ glucoseConcentration: 0.005, unit: 'mol/L' })).toMatchObject([
      { val: expect.closeTo(90.08, 9) },
    ]);
    expect(toReadings({ xGn: 1, yGn: 0, zGn: 0 })).toEqual([
      { type: 'ACCELERATION', unit: 'm/s²', d: [9.80665, 0, 0] },
    ]);
    expect(toReadings({ latitudeDeg: 60, longitudeDeg: 25 })).toEqual([
      { type: 'LOCATION', unit: '°', d: [60, 25] },
    ]);
  });
});
