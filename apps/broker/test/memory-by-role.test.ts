/**
 * Memory of identified clients: the rows producer, user, consumer, monitor and developer of the table in
 * docs/security.md, measured on a broker in a separate process. The bounds are those of the table, multiplied by
 * the number of clients; without one of the limits the broker would use many times as much.
 */
import type { Socket } from 'node:net';
import { temporaryDirectory } from '@wearwire/test-support';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Client, monitorToken, token, until } from './client.js';
import { FRAME_BYTES_CUT, growthOf, KIB, MIB, SLACK_BYTES, writePart } from './memory-growth.js';
import { ObservedBroker } from './observed-broker.js';
import { range } from './range.js';
import { A } from './start-test-broker.js';

const CLIENTS = 20;
const EVENTS = 150;
const EVENT_BYTES = 60_000;
/** `--send-high-bytes`, one DISPATCH over it, answers, and two pages each for live events and a REPLAY. */
const READER_BYTES = MIB + 4 * 64 * KIB + 64 * KIB + 4 * 256 * KIB;

const directory = await temporaryDirectory();
let broker: ObservedBroker;

function rawOf({ socket }: Client): Socket {
  return (socket as unknown as { readonly _socket: Socket })._socket;
}

/** Producers that send incomplete messages, half of them longer than the limit. */
async function holdParts(producers: readonly Client[]): Promise<void> {
  const half = producers.length / 2;
  for (const [index, client] of producers.entries()) {
    if (index < half) writePart(rawOf(client), FRAME_BYTES_CUT, FRAME_BYTES_CUT - 1_000);
    else writePart(rawOf(client), 16 * MIB, 6 * MIB);
  }
  await until(() => producers.slice(half).every(({ closed }) => closed !== undefined));
}

async function submitAll(user: string): Promise<void> {
  using producer = await Client.producer(broker, A, user);
  const filler = 'x'.repeat(EVENT_BYTES);
  for (let n = 0; n < EVENTS; n++) {
    producer.send({ op: 6, d: { filler }, t: 'A' });
    if (n % 20 === 19) await producer.roundTrip();
  }
  await producer.roundTrip();
}

type TokenRequest = (broker: ObservedBroker, credentials: string) => Promise<string>;

async function openReader(issueToken: TokenRequest): Promise<Client> {
  const client = await Client.identified(broker, await issueToken(broker, A), 1);
  expect(client.closed).toBeUndefined();
  client.socket.pause();
  return client;
}

function many<T>(count: number, open: (index: number) => Promise<T>): Promise<T[]> {
  return Promise.all(range(0, count - 1).map(open));
}

function producersOf(user: (index: number) => string, count: number): Promise<Client[]> {
  return many(count, (index) => Client.producer(broker, A, user(index)));
}

function drop(clients: readonly Client[]): void {
  for (const client of clients) client[Symbol.dispose]();
}

describe.runIf(process.platform === 'linux')(
  'the broker keeps at most the memory of the table',
  () => {
    beforeAll(async () => {
      broker = await ObservedBroker.start({
        data: directory.path,
        options: { consumersPerDeveloper: CLIENTS, monitorsPerDeveloper: CLIENTS },
      });
      // Memory that is allocated once per process.
      for (let round = 0; round < 2; round++) await submitAll('warm');
    }, 60_000);

    afterAll(async () => {
      await broker[Symbol.asyncDispose]();
      await directory[Symbol.asyncDispose]();
    });

    it('[P-FR-5] of producers: an incomplete message each', async () => {
      const producers = await producersOf((index) => `u${index}`, 2 * CLIENTS);
      const growth = await growthOf(broker, () => holdParts(producers));
      expect(growth).toBeLessThan(CLIENTS * FRAME_BYTES_CUT + SLACK_BYTES);
      drop(producers);
    });

    it('[P-ID-16] of a user: its 100 producers together', async () => {
      const producers = await producersOf(() => 'one', 100);
      const tooMany = await Client.producer(broker, A, 'one');
      expect(tooMany.closed?.code).toBe(1008);
      const growth = await growthOf(broker, () => holdParts(producers));
      expect(growth).toBeLessThan(50 * FRAME_BYTES_CUT + SLACK_BYTES);
      drop(producers);
    });

    it.each<[string, TokenRequest]>([
      ['consumers', token],
      ['monitors', monitorToken],
    ])('[P-DIS-6] of %s that read nothing: what is unsent, and pages', async (_, issueToken) => {
      const readers = await many(CLIENTS, () => openReader(issueToken));
      const growth = await growthOf(broker, async () => {
        await submitAll('busy');
        for (const client of readers) client.send({ op: 7, d: { after: 0 } });
        await submitAll('busy');
      });
      expect(growth).toBeLessThan(CLIENTS * READER_BYTES + SLACK_BYTES);
      drop(readers);
    });

    it('of a developer: its users, consumers and monitors together', async () => {
      const producers = await producersOf((index) => `v${index}`, CLIENTS);
      const readers = [
        ...(await many(CLIENTS, () => openReader(token))),
        ...(await many(CLIENTS, () => openReader(monitorToken))),
      ];
      const growth = await growthOf(broker, async () => {
        await holdParts(producers);
        await submitAll('busy');
      });
      const most = producers.length * FRAME_BYTES_CUT + readers.length * READER_BYTES;
      expect(growth).toBeLessThan(most + SLACK_BYTES);
      drop([...producers, ...readers]);
    });
  },
);
