/**
 * If several brokers append for one developer, they forward their batches to one of them. No event is lost or stored
 * twice if that broker is killed, does not answer, or is late. In all tests but the first, a mock takes the place
 * of that broker: it announces itself and receives the batches.
 */
import type { Msg, NatsConnection } from '@nats-io/transport-node';
import { type NatsServers, natsServer } from '@wearwire/test-support/nats';
import { describe, expect, it } from 'vitest';
import type { Chunk } from '../src/storage/chunk.js';
import type { OpenedLog } from '../src/storage/contract/log-driver.js';
import { weightOf } from '../src/storage/nats/live-nodes.js';
import { Names } from '../src/storage/nats/names.js';
import type { Storage } from '../src/storage/ports.js';
import { until } from './client.js';
import { assertOnce, walk } from './nats-checker.js';
import {
  appendFromAll,
  eventsOf,
  follow,
  numbered,
  sentBy,
  TestBrokers,
} from './nats-concurrent-appends.js';
import { serversOfSuite } from './nats-under-test.js';

const DEVELOPER = 'a';
const ROUNDS = 40;

describe
  .skipIf(natsServer() === undefined)
  .concurrent('brokers that append for one developer at once', () => {
    const suite = serversOfSuite();

    it('[P-DIS-2] forward their batches to one of them, which appends all waiting batches as one record', async () => {
      await using brokers = await TestBrokers.open(suite.servers, 3);
      const logs = await brokers.opened(DEVELOPER);
      await appendFromAll(logs, ROUNDS);
      const events = await walk(await brokers.add(), DEVELOPER);
      assertOnce(events, sentBy(3, ROUNDS));
      const connection = await suite.servers.connect();
      // The first appends conflict; then each broker has detected the others.
      const nodes = await nodesOfRecords(connection, brokers.prefix, events.length / 2);
      await connection.close();
      expect(new Set(nodes).size).toBe(1);
      expect(nodes.length).toBeLessThan((3 * ROUNDS) / 2);
    });

    it('append by themselves when the broker that they forward to is killed', async () => {
      await using group = await Group.open(suite.servers);
      await group.append();
      expect(group.appender.batches).toEqual([]);
      await group.assertOnce();
    });

    it('append by themselves when the broker that they forward to does not answer', async () => {
      await using group = await Group.open(suite.servers);
      group.appender.serve();
      await group.append();
      expect(group.appender.batches).toHaveLength(1);
      await group.assertOnce();
    });

    it('find a batch in the log if the broker that they forwarded to was killed before it answered', async () => {
      await using group = await Group.open(suite.servers);
      const appended: Promise<string>[] = [];
      group.appender.serve((batch) => appended.push(group.relay(batch, group.first)));
      await group.append();
      expect(await Promise.all(appended)).toEqual(['stored']);
      await group.assertOnce();
    });

    it('do not append a late batch that its sender has appended meanwhile', async () => {
      await using group = await Group.open(suite.servers);
      group.appender.serve();
      await group.append();
      const [batch] = group.appender.batches as [Msg];
      await until(() => group.firstLog.grownSeq === group.secondLog.grownSeq);
      expect(await group.relay(batch, group.first)).toBe('stored');
      // A broker that started later does not remember the headers of earlier records: it cannot tell whether the batch
      // is stored.
      const later = await group.brokers.add();
      expect(await group.relay(batch, later)).toBe('refused');
      await group.assertOnce();
    });

    it('do not append a batch twice if it arrives again while it is being appended', async () => {
      await using group = await Group.open(suite.servers);
      const relays: Promise<string>[] = [];
      group.appender.serve((batch) => {
        relays.push(group.relay(batch, group.first), group.relay(batch, group.first));
      });
      await group.append();
      await Promise.all(relays);
      await group.assertOnce();
    });

    it('[P-EXT-8] omit events that another broker stored before the forwarded batch', async () => {
      await using group = await Group.open(suite.servers);
      group.appender.serve((batch) => {
        const { log } = group.firstLog;
        const same = numbered(eventsOf('u1', 1, 2, log.lastSeq + 1), 'u1', 1);
        group.firstLog.append(same).then(() => group.relay(batch, group.first));
      });
      await group.append((chunk) => numbered(chunk, 'u1', 1));
      await group.assertOnce();
    });
  });

/** Two brokers that both append for a developer, and the mock that the second one forwards to. */
class Group implements AsyncDisposable {
  readonly brokers: TestBrokers;
  readonly appender: MockAppender;
  readonly firstLog: OpenedLog;
  readonly secondLog: OpenedLog;

  private constructor(brokers: TestBrokers, appender: MockAppender, logs: readonly OpenedLog[]) {
    this.brokers = brokers;
    this.appender = appender;
    [this.firstLog, this.secondLog] = logs as [OpenedLog, OpenedLog];
  }

  static async open(servers: NatsServers): Promise<Group> {
    const brokers = await TestBrokers.open(servers, 2);
    const logs = await brokers.opened(DEVELOPER);
    const names = new Names(brokers.prefix, 1);
    const appender = new MockAppender(await servers.connect(), names, brokers.storages);
    const group = new Group(brokers, appender, logs);
    await group.firstLog.append(eventsOf('u0', 1, 1, 1));
    // The second broker has now detected that another broker appends too.
    await follow(group.secondLog, 1);
    return group;
  }

  get first(): Storage {
    return this.brokers.storages[0] as Storage;
  }

  /** Appends four events of one user through the second broker, while the mock is announced. */
  async append(number: (chunk: Chunk) => Chunk = (chunk) => chunk): Promise<void> {
    await this.appender.announce(this.brokers.storages[1] as Storage);
    const chunk = eventsOf('u1', 1, 4, this.secondLog.log.lastSeq + 1);
    await this.secondLog.append(number(chunk));
  }

  relay(batch: Msg, storage: Storage): Promise<string> {
    return this.appender.relay(batch, storage.node as string);
  }

  async assertOnce(): Promise<void> {
    const events = await walk(await this.brokers.add(), DEVELOPER);
    assertOnce(events, { u0: 1, u1: 4 });
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.appender.close();
    await this.brokers[Symbol.asyncDispose]();
  }
}

class MockAppender {
  readonly batches: Msg[] = [];
  readonly #connection: NatsConnection;
  readonly #names: Names;
  readonly #node: string;

  /** Gives itself a name with a higher weight than all brokers, so that they forward their batches to it. */
  constructor(connection: NatsConnection, names: Names, storages: readonly Storage[]) {
    this.#connection = connection;
    this.#names = names;
    const highest = Math.max(...storages.map(({ node = '' }) => weightOf(node, DEVELOPER)));
    let number = 0;
    while (weightOf(`mock-${number}`, DEVELOPER) <= highest) number++;
    this.#node = `mock-${number}`;
  }

  /** Announces itself. Resolves when the broker has received that, as its answer to a later message shows. */
  async announce({ node = '' }: Storage): Promise<void> {
    this.#connection.publish(this.#names.heartbeats, `+${this.#node}`);
    await this.#connection.request(this.#names.forward(node), 'no batch', { timeout: 10_000 });
  }

  /** Receives batches and answers none. */
  serve(onBatch: (batch: Msg) => void = () => {}): void {
    this.#connection.subscribe(this.#names.forward(this.#node), {
      callback: (_error, batch) => {
        this.batches.push(batch);
        onBatch(batch);
      },
    });
  }

  async relay(batch: Msg, node: string): Promise<string> {
    const reply = await this.#connection.request(this.#names.forward(node), batch.data, {
      timeout: 10_000,
    });
    return reply.string();
  }

  close(): Promise<void> {
    return this.#connection.close();
  }
}

/** The brokers that appended the records after `seq`. */
async function nodesOfRecords(
  connection: NatsConnection,
  prefix: string,
  seq: number,
): Promise<string[]> {
  const { jetstreamManager } = await import('@nats-io/jetstream');
  const { decodeHeader, RECORD_HEADER } = await import('../src/storage/nats/record.js');
  const manager = await jetstreamManager(connection);
  const stream = new Names(prefix, 1).logStream(0);
  const nodes: string[] = [];
  const { state } = await manager.streams.info(stream);
  for (let at = state.first_seq; at <= state.last_seq; at++) {
    const message = await manager.streams.getMessage(stream, { seq: at });
    const text = message?.header?.get(RECORD_HEADER) ?? '';
    const header = decodeHeader({
      seq: at,
      subject: '',
      data: Buffer.alloc(0),
      header: () => text,
    });
    if (header.first > seq) nodes.push(header.node);
  }
  return nodes;
}
