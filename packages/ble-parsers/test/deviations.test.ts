/**
 * Cases of other projects that the package does not follow: `disagrees` contradicts the specification,
 * `policy` is a matter of strictness. Each has a row with the value that the package returns instead,
 * and the reason.
 */
import { describe, expect, it } from 'vitest';
import { runCase, type VectorApi, type VectorCase } from '../scripts/vector-match.js';
import * as api from '../src/index.js';
import { vectorFiles } from './vector-files.js';

interface Deviation {
  /** Profile, id and the first payload of the case. */
  readonly id: string;
  readonly reason: string;
  /** The value that the package returns, in the form of the case. */
  readonly actual: Record<string, unknown>;
}

const ROWS: readonly Deviation[] = [
  {
    id: 'ant 124 0164c8328180fe30',
    reason:
      'both pages have the same fractions, so whole seconds and metres lie between them; the source counts the fraction twice',
    actual: { sequence: [null, { time_delta_s: 156, distance_delta_m: 231, stride_delta: 6 }] },
  },
  {
    id: 'gatt 2A1C 002075387b',
    reason: 'the exponent of an IEEE 11073 FLOAT is two’s complement without a bias: 0x7B is +123',
    actual: { temperature: 3_700_000e123, unit: 'C' },
  },
  {
    id: 'gatt 2A37 170101',
    reason: 'the heart rate is complete, and `truncated` reports that RR intervals are missing',
    actual: { heart_rate_bpm: 257, rr_intervals_raw: [], truncated: true },
  },
  {
    id: 'gatt 2A5B 0300000000000000000000',
    reason:
      'the wheel clock of CSC runs at 1/1024 s, only that of cycling power at 1/2048 s: 40 turns of 2.105 m take 20 s',
    actual: {
      sequence: [
        null,
        { wheel_revolutions: 40, speed_kmh: 15.156, cadence_rpm: 60 },
        { wheel_revolutions: 80, speed_kmh: 15.156, cadence_rpm: 60 },
      ],
    },
  },
  {
    id: 'gatt 2A5F 0062804880',
    reason: 'the exponent of an SFLOAT has no bias: 0x8062 is 98e-8',
    actual: { spo2_percent: 98e-8, pulse_rate_bpm: 72e-8 },
  },
  {
    id: 'gatt 2A69 640010270406',
    reason: 'dilution of precision is sent in steps of 0.2 (multiplier 2, decimal exponent -1)',
    actual: { time_to_first_fix_s: 1000, hdop: 0.8, vdop: 1.2 },
  },
  {
    id: 'gatt 2AD2 fe1fb80bf00aa000960010270007c800b9002003900107915018155802',
    reason:
      'the length fits only if the resistance is u8 in steps of 10; the other values are those of the source',
    actual: { resistance_level: 70, power_w: 200, remaining_time_s: 600, speed_kmh: 30 },
  },
  {
    id: 'tacx-fec 6E40FEC2-B5A3-F393-E0A9-E50E24DCCA9E a4094e05101900000000303534',
    reason: 'the checksum is wrong: the bytes are not those that the trainer sent',
    actual: { error: true },
  },
  {
    id: 'tacx-fec 6E40FEC2-B5A3-F393-E0A9-E50E24DCCA9E a4094e05101900000000ff1434',
    reason: 'the checksum is wrong: the bytes are not those that the trainer sent',
    actual: { error: true },
  },
];

const CONTEXT = { wheel_circumference_m: 2.105, tolerance: 1e-9 };

const keyOf = ({ profile, id, hex, frames }: VectorCase) =>
  `${profile} ${id} ${hex ?? frames?.[0]}`;
const notFollowed = vectorFiles()
  .flatMap(({ vectors }) => vectors)
  .filter(({ status }) => status !== 'agrees');

describe('cases that are not followed', () => {
  it('all have a row', () => {
    expect(notFollowed.map(keyOf).sort()).toEqual(ROWS.map(({ id }) => id).sort());
  });

  it.each(ROWS)('$id: $reason', ({ id, actual }) => {
    const vector = notFollowed.find((candidate) => keyOf(candidate) === id)!;
    const followed = {
      ...vector,
      expect: actual,
      status: 'agrees',
      context: CONTEXT,
    } as VectorCase;
    expect(runCase(api as unknown as VectorApi, followed)).toEqual({ kind: 'passed' });
  });
});
