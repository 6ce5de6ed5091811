import { VirtualClock } from '@wearwire/client-core/testing';
import { expect, it } from 'vitest';
import { GATEWAY_LIMITS } from '../limits.js';
import { parseMapText, SensorMap } from '../users/sensor-map.js';
import { Registry } from './registry.js';

function registryWith(clock: VirtualClock, map: string, sensorsMax = 3) {
  const forgotten: string[] = [];
  const ports = {
    clock,
    silenceMs: 5_000,
    readings: () => {},
    packet: () => {},
    changed: () => {},
    forgotten: ({ id }: { readonly id: string }) => forgotten.push(id),
  };
  const limits = { ...GATEWAY_LIMITS, sensorsMax };
  return {
    registry: new Registry(ports, new SensorMap(parseMapText(map, 'map')), limits),
    forgotten,
  };
}

it('forgets sensors without a user first, the one heard longest ago before others', async () => {
  const clock = new VirtualClock();
  const { registry, forgotten } = registryWith(clock, 'anna=ant:1');
  for (const number of [1, 2, 3, 4, 5]) {
    registry.heard(`ant:${number}/120`, 'ant');
    await clock.advance(10);
  }
  expect(forgotten).toEqual(['ant:2/120', 'ant:3/120']);
  expect(registry.get('ant:1/120')?.owner?.user).toBe('anna');
});

it('marks a sensor of a user that is out of range, and forgets one without a user', async () => {
  const clock = new VirtualClock();
  const { registry, forgotten } = registryWith(clock, 'anna=ant:1');
  registry.heard('ant:1/120', 'ant').enter('receiving');
  registry.heard('ant:2/120', 'ant').enter('receiving');
  await clock.advance(GATEWAY_LIMITS.outOfRangeMs + 1);
  registry.sweep();
  expect(registry.get('ant:1/120')?.state).toBe('lost');
  expect(forgotten).toEqual(['ant:2/120']);
});

it('tells which sensors have another owner by another map', () => {
  const { registry } = registryWith(new VirtualClock(), 'anna=ant:1\nben=ant:2');
  registry.heard('ant:1/120', 'ant');
  registry.heard('ant:2/120', 'ant');
  const moved = registry.setMap(new SensorMap(parseMapText('anna=ant:2\nanna=ant:1', 'map')));
  expect(moved.map(({ id, owner }) => [id, owner?.user])).toEqual([['ant:2/120', 'anna']]);
});
