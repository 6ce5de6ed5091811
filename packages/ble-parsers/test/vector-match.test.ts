/** The matcher must detect differences: vectors cannot detect a difference that it ignores. */
import { describe, expect, it } from 'vitest';
import { runCase, type VectorApi, type VectorCase } from '../scripts/vector-match.js';

const outcome = (value: object, expect: object, context?: Record<string, unknown>) => {
  const api: VectorApi = { decode: () => ({ ok: true, value }) };
  const vector = { profile: 'gatt', id: '2A37', hex: '', expect, source: '', status: 'agrees' };
  return runCase(api, { ...vector, ...(context && { context }) } as VectorCase).kind;
};

describe('the vector matcher', () => {
  it.each<[object, object, Record<string, unknown>?]>([
    [{ heartRateBpm: 80 }, { heart_rate_bpm: 80 }],
    [{ heartRateBpm: undefined }, { heart_rate_bpm: null }],
    [{}, { heart_rate_bpm: null }],
    [{ rrIntervalsMs: [1000] }, { rr_intervals_s: [1] }],
    [{ rrIntervalsRaw: [1, 2] }, { rr_intervals_raw: [1, 2] }],
    [{ voltageV: 3.398 }, { voltage_v: 3.4 }, { tolerance: 0.004 }],
    [{ cadenceRpm: 95.4 }, { cadence_rpm: 95 }, { rounding: 'integer' }],
    [{ timestampNs: 2000000000n }, { timestamp_ns: 2000000000 }],
    [{ sensorContact: undefined }, { sensor_contact: 'not_supported' }],
    [{ state: 'in-use' }, { state: 'in_use' }],
    [{ value: '-INF' }, { value: '-INF' }],
    [{ features: ['b', 'a-b'] }, { features: ['a_b', 'b'] }],
    [
      {
        accMg: [
          [1, 2],
          [3, 4],
          [5, 6],
        ],
      },
      {
        acc_first_mg: [
          [1, 2],
          [3, 4],
        ],
        sample_count: 3,
      },
    ],
    [{ rates: [7, 8, 9] }, { rates_some: { 2: 9 } }],
    [{ operand: Uint8Array.of(2, 1) }, { operand_hex: '0201' }],
    [
      { at: { year: 2020, month: 5, day: 1, hour: 1, minute: 2, second: 3 } },
      { at: '2020-05-01T01:02:03' },
    ],
  ])('accepts %o for %o', (value, expected, context) => {
    expect(outcome(value, expected, context)).toBe('passed');
  });

  it.each<[object, object, Record<string, unknown>?]>([
    [{ heartRateBpm: 81 }, { heart_rate_bpm: 80 }],
    [{ heartRateBpm: 80 }, { heart_rate_bpm: null }],
    [{}, { heart_rate_bpm: 0 }],
    [{ heartRateBpm: '80' }, { heart_rate_bpm: 80 }],
    [{ heartRateBpm: 80 }, { error: true }],
    [{ rrIntervalsMs: [1000, 1000] }, { rr_intervals_s: [1] }],
    [{ voltageV: 3.39 }, { voltage_v: 3.4 }, { tolerance: 0.004 }],
    [{ sensorContact: false }, { sensor_contact: 'not_supported' }],
    [{ value: '+INF' }, { value: '-INF' }],
    [{ value: 'INF' }, { value: '-INF' }],
    [
      { accMg: [[1, 2]] },
      {
        acc_first_mg: [
          [1, 2],
          [3, 4],
        ],
      },
    ],
    [{ rates: [7, 8, 9] }, { rates_some: { 2: 8 } }],
  ])('refuses %o for %o', (value, expected, context) => {
    expect(outcome(value, expected, context)).toBe('failed');
  });
});
