/**
 * Brokers on NATS as users run them: processes of `wearwire serve --store nats://…` that share nothing but the
 * servers. All load goes to one developer, so that the brokers append to one log at once.
 */
import { NatsProxy, NatsServers } from '@wearwire/test-support/nats';
import { BrokerProcess } from '../broker/broker-process.js';
import { compareAll, replay } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import { Load, type LoadSize, submitOne } from '../load/load.js';
import { until } from '../load/wait.js';
import type { RowContext } from '../row.js';
import { openTarget } from '../tamper/tampering-proxy.js';
import { requireProgram } from '../tools.js';
import { ACKNOWLEDGEMENT_TIMEOUT_MS, ClusterLoad } from './cluster-load.js';

export const LOG_STREAM = 'wearwire-log-0';

/** Whether a message with this subject is an append to the log. */
export const isAppend = (subject: string): boolean => subject.startsWith('wearwire.log.');

/** Whether a message with this subject hands a batch to another broker. */
export const isForward = (subject: string): boolean => subject.startsWith('wearwire.forward.');

/** Whether a message with this subject announces a record to the other brokers. */
export const isAnnouncement = (subject: string): boolean => subject.startsWith('wearwire.live.');

const CATCH_UP_TIMEOUT_MS = 60_000;
const BROKERS = 3;
/** Each broker has a monitor of each load, and each replay connects another one. */
const FLAGS = ['--monitors-per-developer', '50'];

export interface ClusterOptions {
  readonly servers?: 1 | 3;
  /** Put a proxy between each broker and the servers. */
  readonly isProxied?: boolean;
}

export class NatsCluster implements AsyncDisposable {
  check: StreamCheck;
  readonly servers: NatsServers;
  readonly brokers: BrokerProcess[] = [];
  readonly proxies: NatsProxy[] = [];
  readonly #context: RowContext;
  #loads = 0;

  private constructor(context: RowContext, servers: NatsServers) {
    this.#context = context;
    this.servers = servers;
    this.check = new StreamCheck(context.tally);
  }

  static async start(context: RowContext, options: ClusterOptions = {}): Promise<NatsCluster> {
    requireProgram('nats-server');
    const cluster = new NatsCluster(context, await NatsServers.start(options.servers ?? 3));
    const { servers, proxies } = cluster;
    for (let i = 0; i < BROKERS; i++) {
      if (options.isProxied) proxies[i] = await NatsProxy.start(servers.ports);
      cluster.spawn(i);
    }
    await Promise.all(cluster.brokers.map((broker) => broker.ready()));
    return cluster;
  }

  brokerAt(index: number): BrokerProcess {
    return this.brokers[index] as BrokerProcess;
  }

  proxyAt(index: number): NatsProxy {
    return this.proxies[index] as NatsProxy;
  }

  /** Starts the broker with this index, without waiting until it is ready. */
  spawn(index: number): BrokerProcess {
    const broker = this.#spawnProcess(this.proxies[index]?.url ?? this.servers.url);
    this.brokers[index] = broker;
    return broker;
  }

  #spawnProcess(url: string): BrokerProcess {
    const { mutation } = this.#context;
    const replicas = String(this.servers.count);
    const flags = ['--store', url, '--replicas', replicas, '--nats-shards', '1'];
    return BrokerProcess.spawn({ flags: [...flags, ...FLAGS], mutation });
  }

  /** Starts a new check of the events after this seq. */
  restartCheck(replayedSeq: number): void {
    this.check = new StreamCheck(this.#context.tally, replayedSeq);
  }

  /**
   * Connects producers and a consumer to each broker. The default is small, because elections take longer when the
   * processors are busy.
   */
  async startLoad(options: Partial<LoadSize> = {}): Promise<ClusterLoad> {
    const size = { producers: 2, inFlightMax: 5, ...options };
    const name = `load${++this.#loads}`;
    const { mutation } = this.#context;
    const targets = await Promise.all(this.brokers.map((broker) => openTarget(broker, mutation)));
    const loads = targets.map((target, i) => Load.start(target, this.check, `${name}-${i}`, size));
    return new ClusterLoad(this.#context.tally, await Promise.all(loads), targets);
  }

  /**
   * Ends the load, waits until each broker acknowledges an event, and checks the events since the last call as broker
   * `via` replays them. Each consumer of the load must receive them all.
   */
  async drainAndCheck(via: number, load?: ClusterLoad): Promise<void> {
    const { check, brokers } = this;
    await load?.drain();
    const name = `check${++this.#loads}`;
    await Promise.all(brokers.map((_, i) => this.submitOne(i, `${name}-${i}`)));
    await replay(this.brokerAt(via), { after: check.replayedSeq }, (text) =>
      check.recordReplayed(text),
    );
    for (const [i, brokerLoad] of load?.loads.entries() ?? []) {
      await this.#awaitConsumer(`broker ${i}`, brokerLoad);
    }
    check.endReplay();
  }

  /** Submits one event of a new user. Reports a violation and throws if the broker does not acknowledge it. */
  async submitOne(index: number, uid: string): Promise<void> {
    try {
      await submitOne(this.brokerAt(index), this.check, uid, ACKNOWLEDGEMENT_TIMEOUT_MS);
    } catch (error) {
      this.#context.tally.violate('comesBack', `broker ${index}: ${(error as Error).message}`);
      throw error;
    }
  }

  /** Waits until the consumer of the load has received all replayed events, unless its connection has ended. */
  async #awaitConsumer(where: string, load: Load): Promise<void> {
    const { check } = this;
    const { tally } = this.#context;
    const isAtEnd = (): boolean => load.liveSeq >= check.replayedSeq;
    await until(() => isAtEnd() || !load.consumer.isOpen, CATCH_UP_TIMEOUT_MS);
    if (isAtEnd() || !load.consumer.isOpen) return;
    tally.skipped += check.replayedSeq - load.liveSeq;
    tally.violate(
      'numbersHaveNoGap',
      `the consumer at ${where} received ${load.liveSeq}, the replay ends at ${check.replayedSeq}`,
    );
  }

  /** Compares a replay of the whole log from a broker that has just started with the earlier replays. */
  async compareFromNewBroker(): Promise<void> {
    await this.drainAndCheck(0);
    await using broker = this.#spawnProcess(this.servers.url);
    await broker.ready();
    await compareAll(broker, this.check);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.kill()));
    for (const proxy of this.proxies) await proxy[Symbol.asyncDispose]();
    await this.servers[Symbol.asyncDispose]();
  }
}
