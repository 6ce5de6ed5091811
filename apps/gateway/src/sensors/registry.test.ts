import { VirtualClock } from '@wearwire/client-core/testing';
import { expect, it } from 'vitest';
import { GATEWAY_LIMITS } from '../limits.js';
import { parseMapText, SensorMap } from '../users/sensor-map.js';
import { Registry } from './registry.js';

function registryWith(clock: VirtualClock, map: string, sensorsMax = 3) {
  const removed: string[] = [];
  const ports = {
    clock,
    silenceMs: 5_000,
    readings: () => {},
    packet: () => {},
    changed: () => {},
    removed: ({ id }: { readonly id: string }) => removed.push(id),
  };
  const limits = { ...GATEWAY_LIMITS, sensorsMax };
  return {
    registry: new Registry(ports, new SensorMap(parseMapText(map, 'map')), limits),
    removed,
  };
}

it('removes the sensor heard longest ago, sensors without a user first', async () => {
  const clock = new VirtualClock();
  const { registry, removed } = registryWith(clock, 'anna=ant:1');
  for (const number of [1, 2, 3, 4, 5]) {
    registry.recordHeard(`ant:${number}/120`, 'ant');
    await clock.advance(10);
  }
  expect(removed).toEqual(['ant:2/120', 'ant:3/120']);
  expect(registry.get('ant:1/120')?.owner?.user).toBe('anna');
});

it('marks an out-of-range sensor that has a user as lost, and removes one without a user', async () => {
  const clock = new VirtualClock();
  const { registry, removed } = registryWith(clock, 'anna=ant:1');
  registry.recordHeard('ant:1/120', 'ant').enter('receiving');
  registry.recordHeard('ant:2/120', 'ant').enter('receiving');
  await clock.advance(GATEWAY_LIMITS.outOfRangeMs + 1);
  registry.sweep();
  expect(registry.get('ant:1/120')?.state).toBe('lost');
  expect(removed).toEqual(['ant:2/120']);
});

it('returns the sensors whose owner changes with a new map', () => {
  const { registry } = registryWith(new VirtualClock(), 'anna=ant:1\nben=ant:2');
  registry.recordHeard('ant:1/120', 'ant');
  registry.recordHeard('ant:2/120', 'ant');
  const changed = registry.setMap(new SensorMap(parseMapText('anna=ant:2\nanna=ant:1', 'map')));
  expect(changed.map(({ id, owner }) => [id, owner?.user])).toEqual([['ant:2/120', 'anna']]);
});
