import { describe, expect, it } from 'vitest';
import { StreamCounts } from './stream-counts.js';

function event(uid: string, type: string, val: number) {
  return { seq: 1, uid, type, reading: { val }, receivedAtMs: 0 };
}

describe('the counts of a stream', () => {
  it('are by type and user, with the newest value', () => {
    const counts = new StreamCounts();
    for (const val of [60, 61]) counts.add(event('anna', 'HEART_RATE', val));
    counts.add(event('ben', 'HEART_RATE', 62));
    counts.add(event('ben', 'POWER', 250));
    const { total, users, types } = counts.report(2_000);
    expect({ total, users }).toEqual({ total: 4, users: 2 });
    expect(types).toEqual([
      { type: 'HEART_RATE', count: 3, perSecond: 1.5, users: 2, last: '62 bpm' },
      { type: 'POWER', count: 1, perSecond: 0.5, users: 1, last: '250 W' },
    ]);
  });

  it('are separate for a limited number of types', () => {
    const counts = new StreamCounts();
    for (let i = 0; i < 1_500; i++) counts.add(event('anna', `T${i}`, i));
    const { types } = counts.report(1_000);
    expect(types).toHaveLength(1_001);
    expect(types[0]).toMatchObject({ type: '(other types)', count: 500 });
  });
});
