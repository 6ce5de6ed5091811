import type { Reading } from '@wearwire/ble-parsers';
import { VirtualClock } from '@wearwire/client-core/testing';
import { expect, it } from 'vitest';
import { Sensor, type WatchedPacket } from './sensor.js';

const HEART_RATE = { profile: 'gatt', id: '2A37' } as const;

function sensorWith(clock: VirtualClock) {
  const readings: Reading[] = [];
  const packets: WatchedPacket[] = [];
  const sensor = new Sensor('C0:00:00:00:00:01', 'ble', {
    clock,
    silenceMs: 5_000,
    readings: (_sensor, ofPacket) => readings.push(...ofPacket),
    packet: (packet) => packets.push(packet),
    changed: () => {},
    removed: () => {},
  });
  return { sensor, readings, packets };
}

it('removes a value that is no longer sent, but keeps the battery level', async () => {
  const clock = new VirtualClock();
  const { sensor } = sensorWith(clock);
  sensor.receive(HEART_RATE, Uint8Array.of(0x10, 72, 0, 4));
  sensor.receive({ profile: 'gatt', id: '2A19' }, Uint8Array.of(80));
  expect(sensor.values.get('HEART_RATE')).toMatchObject({ val: 72 });
  await clock.advance(5_001);
  expect([...sensor.values.keys()]).toEqual(['BATTERY']);
  expect(sensor.batteryPercent).toBe(80);
});

it('has no momentary values after the connection is lost', () => {
  const { sensor } = sensorWith(new VirtualClock());
  sensor.receive(HEART_RATE, Uint8Array.of(0, 72));
  sensor.removeMomentaryValues();
  expect([...sensor.values.keys()]).toEqual([]);
});

it('reports missing skin contact together with the value', () => {
  const { sensor, readings } = sensorWith(new VirtualClock());
  sensor.receive(HEART_RATE, Uint8Array.of(0x04, 72));
  expect(readings).toMatchObject([{ type: 'HEART_RATE', val: 72, quality: { contact: false } }]);
});

it('decodes a repeated advertisement once', () => {
  const { sensor, readings } = sensorWith(new VirtualClock());
  const scale = { profile: 'xiaomi', id: '181D' } as const;
  const bytes = Uint8Array.of(0x22, 0x40, 0x1f, 0xea, 7, 1, 1, 1, 1, 1);
  sensor.receiveAdvertisement(scale, bytes);
  sensor.receiveAdvertisement(scale, bytes);
  sensor.receiveAdvertisement(scale, Uint8Array.from([...bytes.slice(0, 9), 2]));
  expect(readings.map(({ type }) => type)).toEqual(['WEIGHT', 'WEIGHT']);
});

it('counts and reports packets that cannot be decoded, and continues', () => {
  const { sensor, readings, packets } = sensorWith(new VirtualClock());
  sensor.receive(HEART_RATE, Uint8Array.of(1));
  sensor.receive({ profile: 'gatt', id: 'FFFF' }, Uint8Array.of(1));
  expect(sensor.undecodedPackets).toBe(2);
  expect(packets.map(({ error }) => error?.code)).toEqual(['too-short', 'unknown-id']);
  expect(readings).toEqual([]);
});
