/** Decoders read what encoders have written. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import {
  decodeAntHeartRate,
  decodeAntPower,
  decodeCscMeasurement,
  decodeCyclingPowerMeasurement,
  decodeHeartRateMeasurement,
  decodeIndoorBikeData,
  decodeLocationAndSpeed,
  decodePolarAcc,
  decodePolarEcg,
  decodeRscMeasurement,
  encodeAntHeartRate,
  encodeAntPower,
  encodeCscMeasurement,
  encodeCyclingPowerMeasurement,
  encodeHeartRateMeasurement,
  encodeIndoorBikeData,
  encodeLocationAndSpeed,
  encodePolarAcc,
  encodePolarEcg,
  encodeRscMeasurement,
} from '../src/index.js';

const u8 = fc.nat(0xff);
const u16 = fc.nat(0xffff);
const u32 = fc.nat(0xffff_ffff);
const s16 = fc.integer({ min: -0x8000, max: 0x7fff });
const scaled = (raw: fc.Arbitrary<number>, per: number) => raw.map((value) => value / per);
const below = (max: number) => fc.nat(max - 1);
const timestampNs = fc.bigInt({ min: 0n, max: 2n ** 64n - 1n });

/** Generates objects that lack some of the fields, because `toMatchObject` compares fields that are `undefined`. */
const record = <T>(fields: { [K in keyof T]: fc.Arbitrary<T[K]> }) =>
  fc.record(fields, { requiredKeys: [] });

/** Polar devices count from 2000-01-01; 0 means unknown. */
const unixMs = (ns: bigint) => (ns === 0n ? undefined : Number(ns) / 1e6 + Date.UTC(2000, 0, 1));

describe('an encoded value is decoded', () => {
  it('2A37', () => {
    const input = record({
      heartRateBpm: fc.integer({ min: 1, max: 0xffff }),
      sensorContact: fc.boolean(),
      energyExpendedKj: u16,
      rrIntervalsRaw: fc.array(u16, { maxLength: 9 }),
    });
    fc.assert(
      fc.property(input, (value) => {
        const expected = value.heartRateBpm === undefined ? { ...value, heartRateBpm: 1 } : value;
        const result = decodeHeartRateMeasurement(encodeHeartRateMeasurement(expected));
        expect(result).toMatchObject({ ok: true, value: expected });
        expect(result).not.toHaveProperty('value.truncated');
      }),
    );
  });

  it('2A37 with RR intervals in ms, to 1/1024 s', () => {
    const bytes = encodeHeartRateMeasurement({ heartRateBpm: 60, rrIntervalsMs: [1000, 500.2] });
    expect(decodeHeartRateMeasurement(bytes)).toMatchObject({
      value: { rrIntervalsRaw: [1024, 512] },
    });
  });

  it('2A5B', () => {
    const wheel = fc.record({ wheelRevolutions: u32, wheelEventTimeRaw: u16 });
    const crank = fc.record({ crankRevolutions: u16, crankEventTimeRaw: u16 });
    const none = fc.constant({});
    fc.assert(
      fc.property(fc.oneof(wheel, none), fc.oneof(crank, none), (first, second) => {
        const value = { ...first, ...second };
        const result = decodeCscMeasurement(encodeCscMeasurement(value));
        expect(result).toMatchObject({ ok: true, value });
      }),
    );
  });

  it('2A63', () => {
    const wheel = fc.record({ wheelRevolutions: u32, wheelEventTimeRaw: u16 });
    const crank = fc.record({ crankRevolutions: u16, crankEventTimeRaw: u16 });
    const forces = fc.record({ forceMaxN: s16, forceMinN: s16 });
    const torques = fc.record({ torqueMaxNm: scaled(s16, 32), torqueMinNm: scaled(s16, 32) });
    const balance = fc.record(
      {
        pedalPowerBalancePercent: scaled(u8, 2),
        pedalPowerBalanceReference: fc.constant('left' as const),
      },
      { requiredKeys: ['pedalPowerBalancePercent'] },
    );
    const torque = fc.record({
      accumulatedTorqueRaw: u16,
      accumulatedTorqueSource: fc.constantFrom('wheel' as const, 'crank' as const),
    });
    const remainingFields = record({
      extremeAnglesRaw: fc.nat(0xff_ffff),
      topDeadSpotAngleDeg: u16,
      bottomDeadSpotAngleDeg: u16,
      accumulatedEnergyKj: u16,
      offsetCompensation: fc.boolean(),
    });
    const groups = [wheel, crank, forces, torques, balance, torque, remainingFields];
    const someGroups = fc.tuple(...groups.map((group) => fc.oneof(group, fc.constant({}))));
    fc.assert(
      fc.property(s16, someGroups, (powerW, parts) => {
        const value = Object.assign({ powerW }, ...parts);
        const result = decodeCyclingPowerMeasurement(encodeCyclingPowerMeasurement(value));
        expect(result).toMatchObject({ ok: true, value });
        expect(result).not.toHaveProperty('value.trailing');
      }),
    );
  });

  it('2A53', () => {
    const input = fc.record(
      {
        speedMps: scaled(u16, 256),
        cadenceSpm: u8,
        strideLengthM: scaled(u16, 100),
        totalDistanceM: scaled(u32, 10),
        isRunning: fc.boolean(),
      },
      { requiredKeys: ['speedMps', 'cadenceSpm'] },
    );
    fc.assert(
      fc.property(input, (value) => {
        const result = decodeRscMeasurement(encodeRscMeasurement(value));
        expect(result).toMatchObject({ ok: true, value });
      }),
    );
  });

  it('2A67', () => {
    const angle = fc.integer({ min: -0x8000_0000, max: 0x7fff_ffff });
    const position = fc.record({
      latitudeDeg: scaled(angle, 1e7),
      longitudeDeg: scaled(angle, 1e7),
    });
    const others = record({
      speedMps: scaled(u16, 100),
      totalDistanceM: scaled(fc.nat(0xff_ffff), 10),
      elevationM: scaled(fc.integer({ min: -0x80_0000, max: 0x7f_ffff }), 100),
      headingDeg: scaled(u16, 100),
      rollingTimeS: u8,
      utcTime: fc.record({
        year: fc.integer({ min: 1582, max: 9999 }),
        month: fc.integer({ min: 1, max: 12 }),
        day: fc.integer({ min: 1, max: 31 }),
        hour: fc.nat(23),
        minute: fc.nat(59),
        second: fc.nat(59),
      }),
      positionStatus: fc.constantFrom('none', 'ok', 'estimated', 'last-known'),
      is3d: fc.boolean(),
      elevationSource: fc.constantFrom('positioning-system', 'barometer', 'database', 'other'),
      headingSource: fc.constantFrom('movement', 'compass'),
    });
    fc.assert(
      fc.property(fc.oneof(position, fc.constant({})), others, (first, second) => {
        const value = { ...first, ...second };
        const result = decodeLocationAndSpeed(encodeLocationAndSpeed(value));
        expect(result).toMatchObject({ ok: true, value });
        expect(result).not.toHaveProperty('value.trailing');
      }),
    );
  });

  it('2AD2', () => {
    const input = record({
      speedKmh: scaled(u16, 100),
      averageSpeedKmh: scaled(u16, 100),
      cadenceRpm: scaled(u16, 2),
      averageCadenceRpm: scaled(u16, 2),
      totalDistanceM: fc.nat(0xff_ffff),
      resistanceLevel: s16,
      powerW: s16,
      averagePowerW: s16,
      energyTotalKcal: below(0xffff),
      energyPerHourKcal: below(0xffff),
      energyPerMinuteKcal: below(0xff),
      heartRateBpm: u8,
      metabolicEquivalent: scaled(u8, 10),
      elapsedTimeS: u16,
      remainingTimeS: u16,
    });
    fc.assert(
      fc.property(input, (value) => {
        const result = decodeIndoorBikeData(encodeIndoorBikeData(value));
        const moreData = value.speedKmh === undefined;
        expect(result).toMatchObject({ ok: true, value: { ...value, moreData } });
        expect(result).not.toHaveProperty('value.trailing');
      }),
    );
  });

  it('ANT+ 120', () => {
    const input = fc.record(
      {
        pageToggle: fc.nat(1),
        beatTimeRaw: u16,
        beatCount: u8,
        heartRateBpm: fc.integer({ min: 1, max: 0xff }),
        previousBeatTimeRaw: u16,
      },
      { requiredKeys: ['beatTimeRaw', 'beatCount'] },
    );
    fc.assert(
      fc.property(input, (value) => {
        const page = value.previousBeatTimeRaw === undefined ? 0 : 4;
        const result = decodeAntHeartRate(encodeAntHeartRate(value));
        expect(result).toMatchObject({ ok: true, value: { ...value, page } });
      }),
    );
  });

  it('ANT+ 11/16', () => {
    const input = record({
      eventCount: u8,
      cadenceRpm: below(0xff),
      accumulatedPowerW: u16,
      powerW: u16,
    });
    const none = fc.constant({});
    const pedals = fc.record({
      pedalPowerPercent: fc.nat(100),
      pedalReference: fc.constantFrom('right', 'unknown'),
    });
    fc.assert(
      fc.property(input, fc.oneof(pedals, none), (first, second) => {
        const value = { ...first, ...second };
        const result = decodeAntPower(encodeAntPower(value));
        expect(result).toMatchObject({ ok: true, value: { ...value, page: 16 } });
      }),
    );
  });

  it('PMD ECG', () => {
    const uv = fc.integer({ min: -(2 ** 23), max: 2 ** 23 - 1 });
    fc.assert(
      fc.property(timestampNs, fc.array(uv, { minLength: 1 }), (ns, samplesUv) => {
        expect(decodePolarEcg(encodePolarEcg(ns, samplesUv))).toEqual({
          ok: true,
          value: {
            timestampNs: ns,
            deviceTimeMs: unixMs(ns),
            frameType: 0,
            isCompressed: false,
            samples: samplesUv.map((ecgUv) => ({ ecgUv })),
          },
        });
      }),
    );
  });

  it('PMD ACC, delta-coded and uncompressed', () => {
    const accMg = fc.array(fc.tuple(s16, s16, s16), { minLength: 1, maxLength: 80 });
    fc.assert(
      fc.property(timestampNs, accMg, fc.boolean(), (ns, samples, isCompressed) => {
        const bytes = encodePolarAcc({ timestampNs: ns, accMg: samples, isCompressed });
        const deviceTimeMs = unixMs(ns);
        const value = { timestampNs: ns, deviceTimeMs, frameType: 1, isCompressed, accMg: samples };
        expect(decodePolarAcc(bytes)).toEqual({ ok: true, value });
      }),
    );
  });

  it('throws if values do not fit', () => {
    expect(() => encodeHeartRateMeasurement({ heartRateBpm: 65536 })).toThrow(RangeError);
    expect(() => encodeHeartRateMeasurement({ heartRateBpm: -1 })).toThrow(RangeError);
    expect(() => encodeIndoorBikeData({ powerW: 40000 })).toThrow(RangeError);
    expect(() => encodeCscMeasurement({ wheelRevolutions: Number.NaN })).toThrow(RangeError);
    expect(() => encodePolarEcg(-1n, [0])).toThrow(RangeError);
  });
});
