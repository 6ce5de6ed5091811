import { describe, expect, it } from 'vitest';
import { encodeHeartRateMeasurement } from '../gatt/2A37-heart-rate-measurement.js';
import { encodeCyclingPowerMeasurement } from '../gatt/2A63-cycling-power-measurement.js';
import { encodeIndoorBikeData } from '../gatt/2AD2-indoor-bike-data.js';
import { encodePolarCommand } from '../polar-pmd/commands.js';
import type { ReadingType } from '../readings/types.js';
import { createDeviceSession, type DeviceSession } from './create-device-session.js';

const PMD_CONTROL = 'fb005c81-02e7-f387-1cad-8acd2d8df0c8';
const PMD_DATA = 'fb005c82-02e7-f387-1cad-8acd2d8df0c8';
const bytes = (hex: string) => Uint8Array.from(Buffer.from(hex, 'hex'));

/** Time that passes when the test says so. */
class VirtualClock {
  #nowMs = 0;
  #timers = new Map<object, { atMs: number; callback: () => void }>();
  now = () => this.#nowMs;
  setTimeout = (callback: () => void, ms: number) => {
    const handle = {};
    this.#timers.set(handle, { atMs: this.#nowMs + ms, callback });
    return handle;
  };
  clearTimeout = (handle: unknown) => void this.#timers.delete(handle as object);
  get timers() {
    return this.#timers.size;
  }
  advance(ms: number) {
    const untilMs = this.#nowMs + ms;
    for (;;) {
      const [next] = [...this.#timers].sort(([, a], [, b]) => a.atMs - b.atMs);
      if (next === undefined || next[1].atMs > untilMs) break;
      this.#timers.delete(next[0]);
      this.#nowMs = next[1].atMs;
      next[1].callback();
    }
    this.#nowMs = untilMs;
  }
}

function start(options: Parameters<typeof createDeviceSession>[0] = {}) {
  const clock = new VirtualClock();
  const silent: ReadingType[] = [];
  const session = createDeviceSession({
    ...options,
    clock,
    onSilence: (types) => silent.push(...types),
  });
  return { clock, silent, session };
}

function typesOf(session: DeviceSession, id: string, payload: Uint8Array): string[] {
  const result = session.next(id, payload);
  if (!result.ok) throw new Error(result.error.code);
  return result.value.readings.map(({ type }) => type);
}

const BIKE = encodeIndoorBikeData({ speedKmh: 36, powerW: 190, cadenceRpm: 89 });
const METER = encodeCyclingPowerMeasurement({ powerW: 200 });

describe('createDeviceSession', () => {
  it('returns POWER from the power meter although a bike sends it too, and SPEED from the bike', () => {
    const { session } = start();
    expect(typesOf(session, '2A63', METER)).toEqual(['POWER']);
    expect(typesOf(session, '00002ad2-0000-1000-8000-00805f9b34fb', BIKE)).toEqual([
      'SPEED',
      'BIKE_CADENCE',
    ]);
    expect(session.current.POWER).toMatchObject({ val: 200 });
  });

  it('switches to the source of higher rank, regardless of the order', () => {
    const { session } = start();
    expect(typesOf(session, '2AD2', BIKE)).toContain('POWER');
    expect(typesOf(session, '2A63', METER)).toEqual(['POWER']);
    expect(typesOf(session, '2AD2', BIKE)).not.toContain('POWER');
  });

  it('switches to the next source if the one of higher rank is silent', () => {
    const { session, clock } = start();
    typesOf(session, '2A63', METER);
    clock.advance(4000);
    expect(typesOf(session, '2AD2', BIKE)).not.toContain('POWER');
    clock.advance(1001);
    expect(typesOf(session, '2AD2', BIKE)).toContain('POWER');
  });

  it('removes a value after a silence, without a packet', () => {
    const { session, clock, silent } = start({ silenceMs: 3000 });
    typesOf(session, '2A37', encodeHeartRateMeasurement({ heartRateBpm: 60 }));
    clock.advance(2000);
    typesOf(session, '2A63', METER);
    clock.advance(999);
    expect(silent).toEqual([]);
    clock.advance(1);
    expect(silent).toEqual(['HEART_RATE']);
    expect(session.current).not.toHaveProperty('HEART_RATE');
    expect(session.current).toHaveProperty('POWER');
    clock.advance(2000);
    expect(silent).toEqual(['HEART_RATE', 'POWER']);
    expect(clock.timers).toBe(0);
  });

  it('keeps totals during a silence', () => {
    const { session, clock } = start();
    typesOf(session, '2AD2', encodeIndoorBikeData({ speedKmh: 36, totalDistanceM: 100 }));
    clock.advance(60_000);
    expect(session.current).toMatchObject({ DISTANCE: { val: 100 } });
    expect(session.current).not.toHaveProperty('SPEED');
  });

  it('adds the sensor location to readings', () => {
    const { session } = start();
    session.next('2A38', Uint8Array.of(1));
    const result = session.next('2A37', encodeHeartRateMeasurement({ heartRateBpm: 60 }));
    expect(result).toMatchObject({ value: { readings: [{ quality: { site: 'chest' } }] } });
  });

  it('gets factor and rate of Polar streams from commands and responses', () => {
    const { session } = start();
    const settings = { sampleRateHz: 10, resolutionBits: 16, range: 8 };
    session.written(PMD_CONTROL, encodePolarCommand({ command: 'start', stream: 'ACC', settings }));
    // Started; setting 5, the factor, is 0.001.
    expect(session.next(PMD_CONTROL, bytes('f0020200000501 6f12833a'.replace(' ', ''))).ok).toBe(
      true,
    );
    const frame = bytes('0200ca9a3b0000000080e803e803e8030803ffffff');
    const result = session.next(PMD_DATA, frame);
    expect(result).toMatchObject({
      value: {
        value: { accMg: { 0: [1000, 1000, 1000] }, sampleDeviceTimesMs: expect.any(Array) },
      },
    });
  });

  it('returns the readings of a repeated advertisement once', () => {
    const { session } = start({ profile: 'polar' });
    expect(typesOf(session, 'advertisement', bytes('2b0bb6ac'))).toEqual(['HEART_RATE']);
    expect(typesOf(session, 'advertisement', bytes('2b0bb6ac'))).toEqual([]);
    expect(typesOf(session, 'advertisement', bytes('2f0bb6ac'))).toEqual(['HEART_RATE']);
  });

  it('accepts Base64, clears values at a reset, and stops its timer when closed', () => {
    const { session, clock, silent } = start();
    const base64 = Buffer.from(encodeHeartRateMeasurement({ heartRateBpm: 60 })).toString('base64');
    expect(session.next('2A37', base64)).toMatchObject({ ok: true });
    expect(session.view).toMatchObject({ heartRateBpm: 60 });
    session.reset();
    expect(session.current).toEqual({});
    session.next('2A37', base64);
    session.close();
    clock.advance(60_000);
    expect(silent).toEqual([]);
    expect(clock.timers).toBe(0);
  });

  it('returns errors as values', () => {
    const { session } = start();
    expect(session.next('2A37', '*')).toMatchObject({ error: { code: 'not-bytes' } });
    expect(session.next('2A3F', [0])).toMatchObject({ error: { code: 'unknown-id' } });
    session.written('2A37', 'no Base64 at all');
  });

  it('JSON.stringify accepts values and views', () => {
    const { session } = start();
    const result = session.next(PMD_DATA, bytes('0000ca9a3b0000000000680000'));
    const text = JSON.stringify(result);
    expect(JSON.parse(text).value.value).toMatchObject({
      timestampNs: '1000000000',
      deviceTimeMs: 946_684_801_000,
    });
    expect(() => JSON.stringify(session.view)).not.toThrow();
  });
});
