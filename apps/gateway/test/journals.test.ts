import { expect, it } from 'vitest';
import { holds, journaledReadings } from './support/journals.js';

const line = (atMs: number, type: string, val: number) =>
  `~00000000 e 7 ${atMs} {"op":4,"d":{"ts":"2026-01-01T00:00:00.000Z","val":${val}},"t":"${type}"}\n`;

it('finds a reading by its type and time, not only by its value', () => {
  const journal = journaledReadings(
    `~00000000 p me\n${line(1_000, 'HEART_RATE', 61)}${line(1_100, 'POWER', 62)}~00000000 n 1 7\n`,
  );
  expect(holds(journal, { type: 'HEART_RATE', content: '61', sentAtMs: 990 })).toBe(true);
  // The same value again, as from an 8-bit counter, and the same value with another type.
  expect(holds(journal, { type: 'HEART_RATE', content: '61', sentAtMs: 1_050 })).toBe(false);
  expect(holds(journal, { type: 'HEART_RATE', content: '62', sentAtMs: 1_050 })).toBe(false);
});
