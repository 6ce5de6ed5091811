/** Three brokers on one NATS server, tested through their clients: each broker has the same streams. */
import { createHash } from 'node:crypto';
import { NatsServers, natsServer } from '@wearwire/test-support/nats';
import { describe, expect, it } from 'vitest';
import { type Broker, type BrokerOptions, createBroker } from '../src/index.js';
import type { Storage } from '../src/storage/ports.js';
import { Client, token, until } from './client.js';
import { assertOnce, walk } from './nats-checker.js';
import { isLong, newPrefix, openStorage, serversOfSuite } from './nats-under-test.js';
import { range } from './range.js';
import { A, metricsOf } from './start-test-broker.js';

/** Three brokers that share only the servers. */
class Cluster implements AsyncDisposable {
  readonly brokers: Broker[] = [];
  readonly servers: NatsServers;
  readonly #options: BrokerOptions;

  constructor(servers: NatsServers, options: BrokerOptions = {}) {
    this.servers = servers;
    this.#options = {
      port: 0,
      store: servers.url as 'nats://',
      natsPrefix: newPrefix(),
      natsShards: 1,
      developers: [{ id: 'a', key: 'key-of-a' }],
      ...options,
    };
  }

  static async start(servers: NatsServers, options: BrokerOptions = {}): Promise<Cluster> {
    const cluster = new Cluster(servers, options);
    for (let i = 0; i < 3; i++) await cluster.add();
    return cluster;
  }

  async add(): Promise<Broker> {
    const broker = await createBroker(this.#options);
    this.brokers.push(broker);
    return broker;
  }

  at(index: number): Broker {
    return this.brokers[index] as Broker;
  }

  /** The storage of one more broker. */
  async storage(): Promise<Storage & AsyncDisposable> {
    const prefix = this.#options.natsPrefix as string;
    const storage = await openStorage(this.servers, prefix, { shards: 1 });
    return Object.assign(storage, { [Symbol.asyncDispose]: () => storage.close() });
  }

  /** The log of developer a, as read by a new broker. */
  async walk() {
    await using storage = await this.storage();
    return await walk(storage, 'a');
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.close()));
  }
}

/** A producer that numbers its events and receives ACKs. */
async function numberingProducer(broker: Broker, userId: string): Promise<Client> {
  const secret = await token(broker, A, userId);
  return Client.identified(broker, secret, 0, '?extensions=ack', { producer_id: 'phone' });
}

const ackOf = (client: Client): number =>
  Math.max(0, ...client.received(65).map(({ d }) => Number(d?.n)));

describe.skipIf(natsServer() === undefined).concurrent('three brokers on NATS', () => {
  const suite = serversOfSuite();

  it('[P-DIS-2] send each consumer every event once, whichever broker received the event or issued the token', async () => {
    await using cluster = await Cluster.start(suite.servers, { consumersPerDeveloper: 3 });
    const { brokers } = cluster;
    const consumers = await Promise.all(
      brokers.map(async (broker, i) => {
        const other = brokers[(i + 1) % 3] as Broker;
        return Client.identified(broker, await token(other, A), 1);
      }),
    );
    const producers = await Promise.all(
      brokers.map(async (broker, i) => {
        const other = brokers[(i + 2) % 3] as Broker;
        return Client.identified(broker, await token(other, A, `u${i}`), 0);
      }),
    );
    for (let val = 1; val <= 100; val++) for (const producer of producers) producer.submit(val);
    await until(() => consumers.every(({ seqs }) => seqs.length >= 300));
    for (const { seqs, texts } of consumers) {
      expect(seqs).toEqual(range(1, 300));
      expect(dispatches(texts)).toEqual(dispatches(consumers[0]?.texts ?? []));
    }
    assertOnce(await cluster.walk(), { u0: 100, u1: 100, u2: 100 });
    for (const client of [...consumers, ...producers]) client[Symbol.dispose]();
  });

  it('[P-TOK-5] accept one connection per token, on any broker', async () => {
    await using cluster = await Cluster.start(suite.servers);
    const count = 25;
    for (let i = 0; i < count; i++) {
      const secret = await token(cluster.at(i % 3), A, 'u');
      const tries = cluster.brokers.map((broker) => Client.identified(broker, secret, 0));
      const clients = await Promise.all(tries);
      expect(clients.filter((client) => client.received(4).length > 0)).toHaveLength(1);
      expect(clients.filter(({ closed }) => closed?.code === 4001)).toHaveLength(2);
      for (const client of clients) client[Symbol.dispose]();
    }
  });

  it('[P-ID-9] share one slot for the consumers of a developer', async () => {
    await using cluster = await Cluster.start(suite.servers);
    const first = await Client.consumer(cluster.at(0), A);
    expect((await Client.consumer(cluster.at(1), A)).closed?.code).toBe(4002);
    const rounds = 15;
    let holder = first;
    for (let i = 1; i <= rounds; i++) {
      const secret = await token(cluster.at(i % 3), A);
      holder.socket.close();
      const next = await Client.identified(cluster.at(i % 3), secret, 1);
      expect(next.closed).toBeUndefined();
      holder = next;
    }
    holder[Symbol.dispose]();
  });

  it('[P-EXT-8] store each event once if a phone changes the broker while a batch is in flight', async () => {
    await using cluster = await Cluster.start(suite.servers);
    const rounds = 15;
    let sent = 0;
    for (let round = 0; round < rounds; round++) {
      const producer = await numberingProducer(cluster.at(round % 3), 'u0');
      // A producer sends all unacknowledged events again; this one sends even more.
      const from = Math.max(1, sent - 9);
      for (let n = from; n <= sent + 10; n++) {
        producer.send({ op: 6, n, d: { ts: '2026-01-01T00:00:00Z', val: n }, t: 'X' });
      }
      sent += 10;
      // The phone waits for the acknowledgement only every third time.
      if (round % 3 === 2) await until(() => ackOf(producer) === sent);
      else await producer.roundTrip();
      producer[Symbol.dispose]();
    }
    assertOnce(await cluster.walk(), { u0: sent });
  });

  it('[P-FR-4] store an event of 600 KiB as a whole', async () => {
    await using cluster = await Cluster.start(suite.servers, { frameBytesMax: 700 * 1024 });
    using consumer = await Client.consumer(cluster.at(1), A);
    using producer = await Client.producer(cluster.at(0), A, 'u0');
    const pad = 'x'.repeat(600 * 1024);
    for (const val of [1, 2]) {
      producer.send({ op: 6, d: { ts: '2026-01-01T00:00:00Z', val, pad }, t: 'X' });
    }
    await until(() => consumer.seqs.length === 2);
    const events = await cluster.walk();
    expect(events.map(({ d }) => d.pad === pad)).toEqual([true, true]);
    assertOnce(events, { u0: 2 });
  });

  it('[P-ID-15] end the connections of a developer that is removed through any broker', async () => {
    await using cluster = await Cluster.start(suite.servers);
    await using elsewhere = await cluster.storage();
    const keyHash = createHash('sha256').update('key-of-b').digest('hex');
    await elsewhere.developers.put({ id: 'b', keyHash });
    using leaving = await Client.consumer(cluster.at(0), 'b:key-of-b');
    using staying = await Client.consumer(cluster.at(1), A);
    expect(await elsewhere.developers.remove('b')).toBe(true);
    expect((await leaving.closing()).code).toBe(4001);
    expect(staying.closed).toBeUndefined();
  });

  it('name each broker in a metric', async () => {
    await using cluster = await Cluster.start(suite.servers, { metricsPort: 0 });
    const texts = await Promise.all(cluster.brokers.map(metricsOf));
    const nodes = texts.map((text) => /^wearwire_node_info\{node="(\w+)"\} 1$/m.exec(text)?.[1]);
    expect(new Set(nodes).size).toBe(3);
  });

  it('[P-HB-5] acknowledge nothing and are not ready while NATS is down, and continue afterwards', async () => {
    await using own = await NatsServers.start();
    await using cluster = await Cluster.start(own);
    const producers = await Promise.all(
      cluster.brokers.map((one, i) => numberingProducer(one, `u${i}`)),
    );
    const consumer = await Client.consumer(cluster.at(2), A);
    const sendAll = (from: number, to: number) => {
      for (const producer of producers) {
        for (let n = from; n <= to; n++) {
          producer.send({ op: 6, n, d: { ts: '2026-01-01T00:00:00Z', val: n }, t: 'X' });
        }
        producer.send({ op: 0 });
      }
    };
    sendAll(1, 20);
    await until(() => producers.every((producer) => ackOf(producer) === 20));
    await own.kill(0);
    await until(async () => (await fetch(`${cluster.at(0).httpUrl}/readyz`)).status === 503);
    const heartbeatAcks = () => producers.map((producer) => producer.received(1).length);
    const acksBefore = heartbeatAcks();
    sendAll(21, 40);
    await until(async () => (await fetch(`${cluster.at(1).httpUrl}/readyz`)).status === 503);
    expect(producers.map(ackOf)).toEqual([20, 20, 20]);
    expect(heartbeatAcks()).toEqual(acksBefore);
    own.spawn(0);
    await until(() => producers.every((producer) => ackOf(producer) === 40));
    await until(() => consumer.seqs.length >= 120);
    expect(consumer.closed).toBeUndefined();
    await until(async () => (await fetch(`${cluster.at(0).httpUrl}/readyz`)).status === 200);
    assertOnce(await cluster.walk(), { u0: 40, u1: 40, u2: 40 });
    for (const client of [...producers, consumer]) client[Symbol.dispose]();
  });

  it.runIf(isLong)('refuse producers when NATS stays down, and can still be stopped', async () => {
    await using own = await NatsServers.start();
    const cluster = await Cluster.start(own);
    const producer = await numberingProducer(cluster.at(0), 'u0');
    await own.kill(0);
    producer.send({ op: 6, n: 1, d: { ts: '2026-01-01T00:00:00Z', val: 1 }, t: 'X' });
    expect((await producer.closing()).code).toBe(1013);
    await cluster[Symbol.asyncDispose]();
  });
});

function dispatches(texts: readonly string[]): string[] {
  return texts.filter((text) => text.startsWith('{"op":5'));
}
