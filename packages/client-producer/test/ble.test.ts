import { encodePolarEcg } from '@wearwire/ble-parsers';
import { settle, VirtualClock } from '@wearwire/client-core/testing';
import { describe, expect, test } from 'vitest';
import { subscribe } from '../src/ble/subscription.js';
import { Timestamps } from '../src/ble/timestamps.js';
import { type SensorOptions, streamSensor } from '../src/ble.js';
import { FakeNoble, FakePlx, FakeWebDevice } from './ble-fakes.js';

/** 0x2A37: 60 bpm, without anything else. */
const SIXTY = [0x00, 60];
/** 72 bpm, in contact, one RR interval of 1,000 ms. */
const WITH_RR = [0x16, 72, 0x00, 0x04];

function setUp(options: SensorOptions) {
  const clock = new VirtualClock();
  const submitted: { type: string; reading: Record<string, unknown> }[] = [];
  const statuses: unknown[] = [];
  const states: string[] = [];
  const errors: string[] = [];
  const sensor = streamSensor(
    {
      submit: (type: string, reading: object) => {
        submitted.push({ type, reading: { ...reading } });
        return Promise.resolve('acked' as const);
      },
      tellStatus: (status) => statuses.push(status),
    },
    { clock, random: () => 0.5, ...options },
  );
  sensor.on('state', ({ state, waitMs }) => states.push(waitMs ? `${state} ${waitMs}` : state));
  sensor.on('error', ({ code }) => errors.push(code));
  return { clock, sensor, submitted, statuses, states, errors };
}

describe('a sensor', () => {
  test('of Web Bluetooth is subscribed, submits in the units of the protocol, and is unsubscribed on stop', async () => {
    const device = new FakeWebDevice();
    const { characteristic } = device;
    const { clock, sensor, submitted } = setUp({ characteristic });
    await settle();
    expect([sensor.state, characteristic.isNotifying]).toEqual(['connected', true]);
    await clock.advance(5_000);
    characteristic.notify(...WITH_RR);
    expect(submitted).toEqual([
      { type: 'HEART_RATE', reading: { ts: '1970-01-01T00:00:05.000Z', val: 72 } },
      { type: 'RR_INTERVAL', reading: { ts: '1970-01-01T00:00:05.000Z', val: 1_000 } },
    ]);
    await sensor.stop();
    expect([characteristic.isNotifying, characteristic.count, device.count]).toEqual([false, 0, 0]);
    expect(clock.pendingTimers).toBe(0);
  });

  test('of noble is subscribed, submits, and is unsubscribed on stop', async () => {
    const characteristic = new FakeNoble();
    const { sensor, submitted } = setUp({ characteristic });
    await settle();
    characteristic.notify(...SIXTY);
    expect(submitted.map(({ reading }) => reading.val)).toEqual([60]);
    await sensor.stop();
    expect([characteristic.isSubscribed, characteristic.listeners.size]).toEqual([false, 0]);
  });

  test('of react-native-ble-plx is subscribed, submits, and is unsubscribed on stop', async () => {
    const characteristic = new FakePlx();
    const { sensor, submitted } = setUp({ characteristic });
    await settle();
    characteristic.notify(...SIXTY);
    expect(submitted.map(({ reading }) => reading.val)).toEqual([60]);
    await sensor.stop();
    expect(characteristic.removed).toBe(1);
  });
});

describe('a lost sensor', () => {
  test('is found again after waits that double, and reported to the server', async () => {
    const device = new FakeWebDevice();
    const { clock, sensor, states, errors, statuses, submitted } = setUp({
      characteristic: device.characteristic,
      deviceId: 'strap-1',
    });
    await settle();
    device.characteristic.notify(...SIXTY);
    device.failures = 2;
    device.lose();
    await clock.advance(250 + 500 + 1_000);
    expect(states).toEqual([
      'connecting',
      'connected',
      'waiting 250',
      'connecting',
      'waiting 500',
      'connecting',
      'waiting 1000',
      'connecting',
      'connected',
    ]);
    expect(errors).toEqual(['sensor-lost', 'sensor-refused', 'sensor-refused']);
    expect(statuses).toEqual([
      { connected: true, device_id: 'strap-1', source: 'ble' },
      { connected: false, reason: 'lost', device_id: 'strap-1', source: 'ble' },
      { connected: true, device_id: 'strap-1', source: 'ble' },
    ]);
    device.characteristic.notify(...SIXTY);
    expect(submitted).toHaveLength(2);
    device.lose();
    await settle();
    expect(states.at(-1)).toBe('waiting 250');
    await sensor.stop();
    expect(clock.pendingTimers).toBe(0);
  });

  test('of react-native-ble-plx is detected by its error, and found again by the function', async () => {
    const found: FakePlx[] = [];
    const { clock, sensor, errors } = setUp({
      characteristic: async () => {
        found.push(new FakePlx());
        return found.at(-1) as FakePlx;
      },
    });
    await settle();
    found[0]?.listener?.(new Error('disconnected'), null);
    await clock.advance(250);
    expect([found.length, sensor.state]).toEqual([2, 'connected']);
    expect(errors).toEqual(['sensor-lost']);
    await sensor.stop();
  });

  test('of noble is reported by its peripheral, once per connection, or detected by silence', async () => {
    const characteristic = new FakeNoble();
    const lost = new Set<() => void>();
    const { clock, sensor, errors } = setUp({
      characteristic,
      silenceMaxMs: 10_000,
      onDisconnect: (tell) => {
        lost.add(tell);
        return () => lost.delete(tell);
      },
    });
    await settle();
    expect(lost.size).toBe(1);
    for (const tell of lost) tell();
    await clock.advance(250);
    expect([lost.size, sensor.state, errors]).toEqual([1, 'connected', ['sensor-lost']]);
    await clock.advance(9_000);
    characteristic.notify(...SIXTY);
    await clock.advance(9_999);
    expect(sensor.state).toBe('connected');
    await clock.advance(1);
    expect([sensor.state, errors.length]).toEqual(['waiting', 2]);
    await sensor.stop();
    expect([lost.size, clock.pendingTimers]).toEqual([0, 0]);
  });

  test('that refuses is retried; one that never responds does not delay a stop', async () => {
    const characteristic = new FakeNoble();
    characteristic.refuses = true;
    const refused = setUp({ characteristic, silenceMaxMs: 1_000 });
    await settle();
    expect(refused.errors).toEqual(['sensor-refused']);
    expect(characteristic.listeners.size).toBe(0);
    characteristic.refuses = false;
    await refused.clock.advance(250);
    expect(refused.sensor.state).toBe('connected');
    await refused.sensor.stop();
    const silent = setUp({ characteristic: () => new Promise(() => {}) });
    await settle();
    await silent.sensor.stop();
    expect(silent.states).toEqual(['connecting', 'stopped']);
  });
});

test('a library that throws while unsubscribing is not an error of the sensor', async () => {
  const fail = () => {
    throw new Error('not connected');
  };
  const plx = { ...new FakePlx(), monitor: () => ({ remove: fail }) };
  const noble = Object.assign(new FakeNoble(), { removeListener: fail });
  const device = new FakeWebDevice();
  const web = Object.assign(device.characteristic, { removeEventListener: fail });
  for (const characteristic of [plx, noble, web]) {
    const unsubscribe = await subscribe(characteristic, { bytes: () => {}, lost: () => {} });
    await expect(unsubscribe()).resolves.toBeUndefined();
  }
  expect([noble.isSubscribed, web.isNotifying]).toEqual([false, false]);
});

describe('packets', () => {
  test('that cannot be decoded are ignored and reported; without a decoder the sensor stops', async () => {
    const characteristic = new FakeNoble();
    const { submitted, errors, sensor } = setUp({ characteristic });
    await settle();
    characteristic.notify();
    characteristic.notify(...SIXTY);
    expect([errors, submitted.length]).toEqual([['payload-invalid'], 1]);
    await sensor.stop();
    const unknown = setUp({ characteristic, id: 'FFFF' });
    await settle();
    characteristic.notify(1);
    await settle();
    expect([unknown.errors, unknown.sensor.state]).toEqual([['sensor-unknown'], 'stopped']);
    expect(characteristic.listeners.size).toBe(0);
  });

  test('give only the selected types, with their quality if includeQuality is set', async () => {
    const characteristic = new FakeNoble();
    const options = { characteristic, types: ['HEART_RATE'], includeQuality: true };
    const { submitted, sensor } = setUp(options);
    await settle();
    characteristic.notify(...WITH_RR);
    expect(submitted).toEqual([
      {
        type: 'HEART_RATE',
        reading: { ts: '1970-01-01T00:00:00.000Z', val: 72, quality: { contact: true } },
      },
    ]);
    await sensor.stop();
  });
});

describe('timestamps', () => {
  test('never decrease, and ts_clock has the time of the clock', () => {
    const stamps = new Timestamps();
    expect(stamps.stamp('A', 2_000)).toEqual({ ts: '1970-01-01T00:00:02.000Z' });
    expect(stamps.stamp('A', 1_000)).toEqual({
      ts: '1970-01-01T00:00:02.000Z',
      ts_clock: '1970-01-01T00:00:01.000Z',
    });
    expect(stamps.stamp('A', 2_000)).toEqual({ ts: '1970-01-01T00:00:02.000Z' });
    expect(stamps.stamp('B', 1_000)).toEqual({ ts: '1970-01-01T00:00:01.000Z' });
  });

  test("are the device's, unchanged, if timestamps is device", async () => {
    const characteristic = new FakeNoble();
    const { submitted, sensor } = setUp({
      characteristic,
      profile: 'polar-pmd',
      id: 'ecg',
      timestamps: 'device',
    });
    await settle();
    const at = BigInt(Date.UTC(2026, 0, 1) - Date.UTC(2000, 0, 1)) * 1_000_000n;
    characteristic.notify(...encodePolarEcg(at, [120]));
    expect(submitted).toMatchObject([
      { type: 'ECG', reading: { ts: '2026-01-01T00:00:00.000Z', d: [0.12] } },
    ]);
    await sensor.stop();
    const plain = setUp({ characteristic, timestamps: 'device' });
    await settle();
    characteristic.notify(...SIXTY);
    expect(plain.submitted[0]?.reading).toEqual({
      ts: '1970-01-01T00:00:00.000Z',
      ts_source: 'host',
      val: 60,
    });
    await plain.sensor.stop();
  });
});
