import type { Reading } from '@wearwire/ble-parsers';
import { expect, it } from 'vitest';
import { OneSourcePerType } from './one-source.js';

const heartRate = { type: 'HEART_RATE', unit: 'bpm', val: 70 } as const;
const battery = { type: 'BATTERY', unit: '%', val: 80 } as const;

function createSources() {
  const sources = new OneSourcePerType({ takeOverMs: 5_000, slowTakeOverMs: 600_000 });
  return (reading: Reading, id: string, rank: number, atMs: number) =>
    sources.accept([reading], id, rank, atMs).length === 1;
}

it('uses a type from the sensor that is first in the map', () => {
  const accepts = createSources();
  expect(accepts(heartRate, 'second', 1, 0)).toBe(true);
  expect(accepts(heartRate, 'first', 0, 100)).toBe(true);
  expect(accepts(heartRate, 'second', 1, 200)).toBe(false);
});

it('lets the next sensor take over after a silence, and returns to the first one when it sends again', () => {
  const accepts = createSources();
  expect(accepts(heartRate, 'first', 0, 0)).toBe(true);
  expect(accepts(heartRate, 'second', 1, 5_000)).toBe(false);
  expect(accepts(heartRate, 'second', 1, 5_001)).toBe(true);
  expect(accepts(heartRate, 'first', 0, 5_002)).toBe(true);
});

it('waits longer for types that are not momentary, and applies the rule per type', () => {
  const accepts = createSources();
  expect(accepts(battery, 'first', 0, 0)).toBe(true);
  expect(accepts(battery, 'second', 1, 6_000)).toBe(false);
  expect(accepts(heartRate, 'second', 1, 6_000)).toBe(true);
  expect(accepts(battery, 'second', 1, 600_001)).toBe(true);
});
