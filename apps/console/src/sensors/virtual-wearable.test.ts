import { expect, it } from 'vitest';
import { VirtualWearable } from './virtual-wearable.js';

it('sends marked readings of all its sensors for a minute, with beats that match the heart rate', () => {
  const seen: [string, Readonly<Record<string, unknown>>][] = [];
  const producer = {
    submit: (type: string, reading: Readonly<Record<string, unknown>>) => {
      seen.push([type, reading]);
      return Promise.resolve('acked' as const);
    },
  };
  const wearable = new VirtualWearable('a', ['heart', 'ecg', 'motion'], 0.5, producer as never);
  for (let i = 0; i < 300; i++) wearable.tick(0.2);
  const of = (type: string) => seen.filter(([one]) => one === type).map(([, reading]) => reading);
  expect(seen.every(([, { synthetic }]) => synthetic === true)).toBe(true);
  expect(of('HEART_RATE')).toHaveLength(60);
  expect(of('ACCELERATION')).toHaveLength(60 * 25);
  expect(of('ECG').flatMap(({ d }) => d)).toHaveLength(60 * 130);
  const beats = of('RR_INTERVAL').length;
  expect(Math.abs(beats - Number(of('HEART_RATE')[0]?.val))).toBeLessThanOrEqual(2);
  expect(of('POWER')).toEqual([]);
});
