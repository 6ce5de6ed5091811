import { expect, it } from 'vitest';
import { DemoState } from './state.js';
import { renderSummary } from './summary.js';

it('summarises events, users, latency and numbering', () => {
  const state = new DemoState(['rider', 'ada']);
  const event = { uid: 'rider', type: 'POWER', reading: { val: 1 }, receivedAtMs: 0 };
  state.record({ ...event, seq: 5 }, 1);
  state.record({ ...event, seq: 6 }, 1);
  expect(renderSummary(state, 61_234, 0)).toEqual([
    'events              2 in 61.2 s',
    'users               1: rider 2',
    'latency             median 1.0 ms, p99 1.0 ms',
    'all seq contiguous  yes: 5 to 6',
  ]);
  state.record({ ...event, seq: 8 }, 1);
  const [first, ...others] = renderSummary(state, 61_234, 3);
  expect(first).toMatch(/, 3 lost$/);
  expect(others.at(-1)).toMatch(/no: 1 gap in seq$/);
});

it('reports that nothing was measured when there were no events', () => {
  expect(renderSummary(new DemoState(['rider']), 10, 0)).toContain(
    'latency             not measured',
  );
});
