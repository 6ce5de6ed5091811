/**
 * Compares the events that a consumer receives for the same recorded sessions through a phone and through a gateway.
 * Both use their real radio code down to D-Bus (Chromium's Web Bluetooth, and the gateway's radio) on a mock of BlueZ.
 * Times are not compared, because packets arrive at different times; `same-events.test.ts` compares them.
 */
import { type Broker, createBroker } from '@wearwire/broker';
import { createConsumer } from '@wearwire/client-consumer';
import { createProducer, tokenFromServer } from '@wearwire/client-producer';
import { BluezMock, dbusDaemon, PrivateBus } from '@wearwire/test-support/bluez';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createGateway } from '../src/gateway.js';
import { openRadio } from '../src/radio/open-radio.js';
import { SensorMap } from '../src/users/sensor-map.js';
import { PMD_CONTROL, polarAnswer, WEARABLE_KINDS, type WearableKind } from './support/packets.js';
import { chromiumPath, Phone } from './support/phone.js';

/** Number of packets of each sensor before the links are lost, and again after. */
const PACKETS = 20;
const POLL = { timeout: 30_000 };
const KINDS = ['heart rate', 'cycling power', 'speed and cadence', 'indoor bike', 'Moxy'];
const ECG = 'Polar ECG';

interface Session {
  readonly name: string;
  readonly address: string;
  readonly service: string;
  readonly characteristic: string;
  readonly control?: string;
  packet(n: number): Uint8Array;
}

const SESSIONS: readonly Session[] = WEARABLE_KINDS.filter(({ name }) =>
  [...KINDS, ECG].includes(name),
).map((kind, index) => ({
  ...sourceOf(kind),
  name: kind.name,
  address: `C0:00:00:00:01:0${index}`,
  ...(kind.name === ECG && { control: PMD_CONTROL }),
  // A strap with RR intervals that loses and regains skin contact.
  packet: (n) =>
    Uint8Array.from(
      kind.name === 'heart rate'
        ? [n % 5 === 0 ? 0x14 : 0x16, 60 + n, (n * 37) & 0xff, 3, 0x40, 3]
        : kind.packet(n),
    ),
}));

function sourceOf({ send }: WearableKind) {
  if (send.way !== 'notify') throw new Error('not a sensor that notifies');
  return { service: send.services[0]!.uuid, characteristic: send.uuid };
}

const isPossible = dbusDaemon !== undefined && chromiumPath !== undefined;

describe.skipIf(!isPossible)('a phone and a gateway', () => {
  let bus: PrivateBus;
  let mock: BluezMock;
  let broker: Broker;
  beforeEach(async () => {
    bus = await PrivateBus.start();
    vi.stubEnv('DBUS_SYSTEM_BUS_ADDRESS', bus.address);
    broker = await createBroker({
      port: 0,
      store: 'memory',
      developers: [{ id: 'me', key: 'secret' }],
    });
    mock = new BluezMock();
    mock.hooks = {
      wrote: (address, uuid, bytes) => {
        if (uuid === PMD_CONTROL) mock.notify(address, uuid, Uint8Array.from(polarAnswer(bytes)));
      },
    };
    mock.addAdapter('hci0');
    mock.addManagers('hci0');
    for (const { name, address } of SESSIONS) {
      const { send } = WEARABLE_KINDS.find((kind) => kind.name === name)!;
      mock.addDevice({ name, address, services: send.way === 'notify' ? send.services : [] });
    }
  });
  afterEach(async () => {
    vi.unstubAllEnvs();
    mock.detach();
    await broker.close();
    await bus[Symbol.asyncDispose]();
  });

  it('produce the same events, in the same order for each type, across a lost link', async () => {
    await mock.attach(bus.address);
    await throughPhone();
    mock.detach();
    await mock.attach(bus.address);
    await throughGateway();
    const events = await eventsOf();
    for (const { name } of SESSIONS) {
      const ofPhone = events.get(`phone ${name}`);
      expect(ofPhone?.size, name).toBeGreaterThan(0);
      expect(events.get(`gateway ${name}`), name).toEqual(ofPhone);
    }
  });

  const tokenOf = (user: string) =>
    tokenFromServer({ url: broker.url, developerId: 'me', apiKey: 'secret', user });

  async function throughPhone(): Promise<void> {
    await using phone = await Phone.start(bus.address, tokenOf);
    for (const session of SESSIONS) {
      const user = `phone ${session.name}`;
      await phone.pair({ ...session, url: broker.url, user });
    }
    const received = async (times: number) => {
      // Every connection has the responses to the two commands that start an ECG.
      const wanted = SESSIONS.map(({ name, control }) => [
        name,
        times * (PACKETS + (control === undefined ? 0 : 2)),
      ]);
      await expect.poll(() => phone.counts(), POLL).toEqual(Object.fromEntries(wanted));
    };
    await sendAll(1);
    await received(1);
    for (const { address } of SESSIONS) mock.drop(address);
    await sendAll(PACKETS + 1);
    await received(2);
    expect(await phone.close()).toBe(0);
    expect(phone.problems).toEqual([]);
  }

  async function throughGateway(): Promise<void> {
    await using running = await createGateway({
      url: broker.url,
      getToken: tokenOf,
      map: new SensorMap(
        SESSIONS.map(({ name, address: id }) => ({
          user: `gateway ${name}`,
          pattern: { kind: 'ble', id },
        })),
      ),
      openRadio,
      limits: { reconnectWaitFirstMs: 50 },
    });
    await sendAll(1);
    await mock.sync();
    for (const { address } of SESSIONS) mock.drop(address);
    await sendAll(PACKETS + 1);
    await mock.sync();
    expect(await running.close()).toEqual({ unsentEvents: 0, unconfirmedEvents: 0 });
  }

  /** Sends packets from this number on, from each sensor in turn, when all sensors have a subscriber. */
  async function sendAll(first: number): Promise<void> {
    for (let n = first; n < first + PACKETS; n++) {
      for (const { address, characteristic, packet } of SESSIONS) {
        const send = () => mock.notify(address, characteristic, packet(n));
        await expect.poll(send, POLL).toBe(true);
      }
    }
  }

  /** Returns the events by user and type, in order, without the times, which depend on the arrival of the packets. */
  async function eventsOf(): Promise<Map<string, Map<string, unknown[]>>> {
    const { url } = broker;
    // The log has been read to its end when this event arrives.
    await using last = createProducer({ url, getToken: tokenOf('last') });
    last.submit('LAST', { ts: '', val: 0 });
    await last.flush();
    const developer = { url, developerId: 'me', apiKey: 'secret' };
    await using consumer = createConsumer({ url, getToken: tokenFromServer(developer), after: 0 });
    const events = new Map<string, Map<string, unknown[]>>();
    for await (const { uid, type, reading } of consumer) {
      if (uid === 'last') break;
      const ofUser = events.get(uid) ?? new Map<string, unknown[]>();
      const { ts: _, ts_clock: __, ...rest } = reading as Readonly<Record<string, unknown>>;
      events.set(uid, ofUser.set(type, [...(ofUser.get(type) ?? []), rest]));
    }
    return events;
  }
});
