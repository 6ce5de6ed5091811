/**
 * The counters that roll over, as data for `rollover.test.ts`: their positions in a payload and the
 * values derived from them. The table in docs/decoders.md lists the same fields.
 */

/** A counter in a payload. */
export interface RolloverField {
  readonly name: string;
  /** Offset of its first byte. */
  readonly at: number;
  /** Size in bytes. */
  readonly size: number;
  /** Increment per packet in raw units of the payload, whatever unit the name has. */
  readonly step: number;
  readonly bigEndian?: true;
}

export interface RolloverRow {
  readonly profile: string;
  readonly id: string;
  /** A payload with all counters set to 0. */
  readonly hex: string;
  readonly fields: readonly RolloverField[];
  /** Derived values expected for every packet except the first. */
  readonly expected: Readonly<Record<string, number | readonly number[]>>;
  /** Running totals, with their expected increase per packet. */
  readonly totals?: Readonly<Record<string, number>>;
}

const u8 = (name: string, at: number, step: number): RolloverField => ({ name, at, size: 1, step });
const u16 = (name: string, at: number, step: number): RolloverField => ({
  name,
  at,
  size: 2,
  step,
});
const u16be = (name: string, at: number, step: number): RolloverField => ({
  ...u16(name, at, step),
  bigEndian: true,
});

/** One revolution per second at 32 Nm is 2π × 32 W. */
const POWER_W = 2 * Math.PI * 32;
const torqueFields = (revolutionsName: string) => [
  u8('eventCount', 1, 1),
  u8(revolutionsName, 2, 1),
  u16('accumulatedPeriodRaw', 4, 2048),
  u16('accumulatedTorqueRaw', 6, 1024),
];

const cycleCountRow = (page: number) => ({
  profile: 'ant',
  id: `17/${page}`,
  hex: `${page.toString(16)}00000000000000`,
  fields: [u8('cycleCount', 3, 2)],
  expected: {},
  totals: { sessionCycleCount: 2 },
});

export const ROLLOVER_ROWS: readonly RolloverRow[] = [
  {
    profile: 'ant',
    id: '11/16',
    hex: '10008000000000c8',
    fields: [u8('eventCount', 1, 1), u16('accumulatedPowerW', 4, 200)],
    expected: { averagePowerW: 200 },
  },
  {
    profile: 'ant',
    id: '11/17',
    hex: '1100000000000000',
    fields: torqueFields('wheelRevolutions'),
    expected: { averagePowerW: POWER_W, averageSpeedMps: 2 },
    totals: { distanceM: 2 },
  },
  {
    profile: 'ant',
    id: '11/18',
    hex: '1200000000000000',
    fields: torqueFields('crankRevolutions'),
    expected: { averagePowerW: POWER_W, averageCadenceRpm: 60 },
  },
  {
    profile: 'ant',
    id: '11/32',
    hex: '2000006400000000',
    fields: [u8('eventCount', 1, 1), u16be('eventTimeRaw', 4, 2000), u16be('torqueTicks', 6, 820)],
    expected: { cadenceRpm: 60, averageTorqueNm: 32 },
  },
  {
    profile: 'ant',
    id: '17/16',
    hex: '1019000000000004',
    fields: [u8('elapsedTimeS', 2, 4), u8('distanceM', 3, 5)],
    expected: { timeDeltaS: 1, distanceDeltaM: 5 },
    totals: { sessionTimeS: 1, sessionDistanceM: 5 },
  },
  {
    profile: 'ant',
    id: '17/18',
    hex: '1200000000000000',
    fields: [u8('caloriesKcal', 6, 3)],
    expected: { caloriesDeltaKcal: 3 },
    totals: { sessionCaloriesKcal: 3 },
  },
  {
    profile: 'ant',
    id: '17/19',
    hex: '1300000000000000',
    fields: [u8('negativeVerticalM', 5, 2), u8('positiveVerticalM', 6, 5)],
    expected: {},
    totals: { sessionNegativeVerticalM: 0.2, sessionPositiveVerticalM: 0.5 },
  },
  {
    ...cycleCountRow(20),
    fields: [u8('positiveVerticalM', 2, 5), u8('cycleCount', 3, 2)],
    totals: { sessionPositiveVerticalM: 0.5, sessionCycleCount: 2 },
  },
  cycleCountRow(22),
  cycleCountRow(23),
  cycleCountRow(24),
  {
    profile: 'ant',
    id: '17/25',
    hex: '1900ff0000c80000',
    fields: [u8('eventCount', 1, 1), u16('accumulatedPowerW', 3, 200)],
    expected: { averagePowerW: 200 },
  },
  {
    profile: 'ant',
    id: '17/26',
    hex: '1a00000000000000',
    fields: [
      u8('eventCount', 1, 1),
      u8('wheelRevolutions', 2, 1),
      u16('accumulatedPeriodRaw', 3, 2048),
      u16('accumulatedTorqueRaw', 5, 1024),
    ],
    expected: { averagePowerW: POWER_W, averageSpeedMps: 2 },
    totals: { distanceM: 2 },
  },
  {
    profile: 'ant',
    id: '120',
    hex: '0000000000000050',
    fields: [u16('beatTimeRaw', 4, 1024), u8('beatCount', 6, 1)],
    expected: { rrIntervalsMs: [1000] },
  },
  {
    profile: 'ant',
    id: '121',
    hex: '0000000000000000',
    fields: [
      u16('crankEventTimeRaw', 0, 1024),
      u16('crankRevolutions', 2, 1),
      u16('wheelEventTimeRaw', 4, 1024),
      u16('wheelRevolutions', 6, 3),
    ],
    expected: { cadenceRpm: 60, speedMps: 6 },
    totals: { distanceM: 6 },
  },
  {
    profile: 'ant',
    id: '122',
    hex: '0000000000000000',
    fields: [u16('crankEventTimeRaw', 4, 1024), u16('crankRevolutions', 6, 1)],
    expected: { cadenceRpm: 60 },
  },
  {
    profile: 'ant',
    id: '123',
    hex: '0000000000000000',
    fields: [u16('wheelEventTimeRaw', 4, 1024), u16('wheelRevolutions', 6, 3)],
    expected: { speedMps: 6 },
    totals: { distanceM: 6 },
  },
  {
    profile: 'ant',
    id: '124/1',
    hex: '0100000000000000',
    fields: [u8('timeS', 2, 1), u8('distanceM', 3, 3), u8('strideCount', 6, 2)],
    expected: { timeDeltaS: 1, distanceDeltaM: 3, strideDelta: 2 },
    totals: { sessionTimeS: 1, sessionDistanceM: 3, sessionStrides: 2 },
  },
  {
    profile: 'ant',
    id: '124/3',
    hex: '0300000000000000',
    fields: [u8('caloriesKcal', 6, 2)],
    expected: { caloriesDeltaKcal: 2 },
    totals: { sessionCaloriesKcal: 2 },
  },
  {
    profile: 'gatt',
    id: '2A5B',
    hex: '0300000000000000000000',
    fields: [
      { name: 'wheelRevolutions', at: 1, size: 4, step: 3 },
      u16('wheelEventTimeRaw', 5, 1024),
      u16('crankRevolutions', 7, 1),
      u16('crankEventTimeRaw', 9, 1024),
    ],
    expected: { cadenceRpm: 60, speedMps: 6 },
    totals: { distanceM: 6 },
  },
  {
    profile: 'gatt',
    id: '2A63',
    hex: '3c00c800000000000000000000000000',
    fields: [
      u16('accumulatedTorqueRaw', 4, 1024),
      { name: 'wheelRevolutions', at: 6, size: 4, step: 3 },
      u16('wheelEventTimeRaw', 10, 2048),
      u16('crankRevolutions', 12, 1),
      u16('crankEventTimeRaw', 14, 1024),
    ],
    expected: { cadenceRpm: 60, speedMps: 6, averageTorqueNm: 32 },
    totals: { distanceM: 6 },
  },
  {
    profile: 'gatt',
    id: '2A67',
    hex: '200000',
    fields: [u8('rollingTimeS', 2, 1)],
    expected: { timeDeltaS: 1 },
    totals: { sessionTimeS: 1 },
  },
];
