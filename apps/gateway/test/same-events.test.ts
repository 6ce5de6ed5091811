/**
 * Compares the events of the same recorded sessions through the code of a phone (Web Bluetooth objects,
 * `streamSensor`) and through a gateway, with one broker: the events are equal, including `ts` and quality.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Broker, createBroker } from '@wearwire/broker';
import { createConsumer } from '@wearwire/client-consumer';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { streamSensor } from '@wearwire/client-producer/ble';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createGateway } from '../src/gateway.js';
import { parseMapText, SensorMap } from '../src/users/sensor-map.js';
import { FakeRadio } from './support/fake-radio.js';
import { FakeWebSensor } from './support/fake-web-sensor.js';
import { WEARABLE_KINDS } from './support/packets.js';

const ADDRESS = 'C0:00:00:00:00:01';
const START_MS = Date.UTC(2026, 0, 1);

/** A time and a packet; `undefined`: the link is lost. */
type Recording = readonly (readonly [atMs: number, packet: Uint8Array | undefined])[];

/** The clock does not advance between packets. */
class RecordedClock {
  nowMs = START_MS;
  now = () => this.nowMs;
  setTimeout = (callback: () => void, delayMs: number) =>
    setTimeout(callback, Math.min(delayMs, 5));
  clearTimeout = (handle: unknown) => clearTimeout(handle as NodeJS.Timeout);
}

/** One minute at 1 Hz, with a lost link in the middle. */
function recordingOf(packet: (n: number) => readonly number[]): Recording {
  return Array.from({ length: 60 }, (_, index) => {
    const bytes = index === 30 ? undefined : Uint8Array.from(packet(index + 1));
    return [START_MS + index * 1_000 + (index % 7) * 13, bytes] as const;
  });
}

const SESSIONS = WEARABLE_KINDS.flatMap(({ name, send, packet }) =>
  send.way === 'notify' && name !== 'Polar ECG'
    ? [[name, send.services[0]!.uuid, send.uuid, recordingOf(packet)] as const]
    : [],
);
/** RR intervals, skin contact lost and regained, energy. */
const STRAP = [
  'heart rate with RR intervals',
  '180d',
  '2a37',
  recordingOf((n) => [n % 5 === 0 ? 0x14 : 0x16, 60 + (n % 40), (n * 37) & 0xff, 3, 0x40, 3]),
] as const;

describe('a gateway and a phone', () => {
  let broker: Broker;
  let data = '';
  let marks = 0;
  beforeAll(async () => {
    data = await mkdtemp(join(tmpdir(), 'wearwire-same-'));
    broker = await createBroker({
      port: 0,
      store: 'memory',
      developers: [{ id: 'me', key: 'secret' }],
    });
  });
  afterAll(async () => {
    await broker.close();
    await rm(data, { recursive: true, force: true });
  });

  it.each([...SESSIONS, STRAP])(
    'produce the same events for %s',
    async (name, service, uuid, recording) => {
      const phone = `phone ${name}`;
      const gateway = `gateway ${name}`;
      await throughPhone(phone, uuid, recording);
      await throughGateway(gateway, service, uuid, recording);
      const events = await eventsOf(phone, gateway);
      expect(events.get(phone)!.size).toBeGreaterThan(0);
      expect(events.get(gateway)).toEqual(events.get(phone));
    },
  );

  const tokensOf = (user: string) =>
    tokenFromServer({ url: broker.url, developerId: 'me', apiKey: 'secret', user });

  async function throughPhone(user: string, uuid: string, recording: Recording): Promise<void> {
    const clock = new RecordedClock();
    const producer = createProducer({ url: broker.url, getToken: tokensOf(user) });
    const web = new FakeWebSensor(uuid);
    const sensor = streamSensor(producer, {
      characteristic: web.characteristic as never,
      includeQuality: true,
      clock,
      random: () => 0,
    });
    await web.subscribed();
    for (const [atMs, bytes] of recording) {
      clock.nowMs = atMs;
      if (bytes === undefined) await web.drop();
      else web.notify(bytes);
    }
    await sensor.stop();
    await producer.close();
  }

  async function throughGateway(
    user: string,
    service: string,
    uuid: string,
    recording: Recording,
  ): Promise<void> {
    const clock = new RecordedClock();
    const radio = new FakeRadio(ADDRESS, service, uuid);
    await using running = await createGateway({
      url: broker.url,
      getToken: tokensOf,
      map: new SensorMap([{ user, pattern: { kind: 'ble', id: ADDRESS } }]),
      dataDirectory: data,
      openRadio: radio.open,
      clock,
      random: () => 0,
    });
    await radio.appear();
    for (const [atMs, bytes] of recording) {
      clock.nowMs = atMs;
      if (bytes === undefined) await radio.drop();
      else radio.notify(bytes);
    }
    const { unsentEvents, unconfirmedEvents } = await running.close();
    expect(unsentEvents + unconfirmedEvents).toBe(0);
  }

  /** Returns the events by user and type, in order. */
  async function eventsOf(...users: string[]): Promise<Map<string, Map<string, unknown[]>>> {
    const events = new Map(users.map((user) => [user, new Map<string, unknown[]>()]));
    const marker = createProducer({ url: broker.url, getToken: tokensOf('marker') });
    const mark = ++marks;
    await marker.submit('MARK', { ts: '', val: mark });
    await marker.close();
    const url = broker.url;
    await using consumer = createConsumer({
      url,
      getToken: tokenFromServer({ url, developerId: 'me', apiKey: 'secret', monitor: true }),
      after: 0,
    });
    for await (const { uid, type, reading } of consumer) {
      const ofUser = events.get(uid);
      ofUser?.set(type, [...(ofUser.get(type) ?? []), reading]);
      if (String(type) === 'MARK' && (reading as { val: number }).val === mark) break;
    }
    return events;
  }
});

describe('the map of a gateway', () => {
  it('assigns a sensor to another user from the next packet on, and disconnects a sensor without a user', async () => {
    await using broker = await createBroker({
      port: 0,
      store: 'memory',
      developers: [{ id: 'me', key: 'secret' }],
    });
    const radio = new FakeRadio(ADDRESS, '180d', '2a37');
    const { url } = broker;
    const mapFor = (text: string) => new SensorMap(parseMapText(text, 'map'));
    await using gateway = await createGateway({
      url,
      getToken: (user) => tokenFromServer({ url, developerId: 'me', apiKey: 'secret', user }),
      map: mapFor(`anna=${ADDRESS}`),
      openRadio: radio.open,
    });
    await radio.appear();
    radio.notify(Uint8Array.of(0, 61));
    gateway.setMap(mapFor(`ben=${ADDRESS}`));
    radio.notify(Uint8Array.of(0, 62));
    expect(gateway.sensors).toMatchObject([{ user: 'ben', submitted: 1, state: 'connected' }]);
    gateway.setMap(mapFor(''));
    radio.notify(Uint8Array.of(0, 63));
    expect(gateway.sensors).toMatchObject([{ submitted: 0 }]);
    expect(gateway.sensors[0]).not.toHaveProperty('user');
    await using consumer = createConsumer({
      url,
      getToken: tokenFromServer({ url, developerId: 'me', apiKey: 'secret' }),
      after: 0,
    });
    const seen: string[] = [];
    for await (const { uid, reading } of consumer) {
      seen.push(`${uid} ${(reading as { val: number }).val}`);
      if (seen.length === 2) break;
    }
    expect(seen.sort()).toEqual(['anna 61', 'ben 62']);
  });
});
