/**
 * Brokers on NATS as users run them: processes of `wearwire serve --store nats://…` that share nothing but the
 * servers. All load goes to one developer, so that the brokers append to one log at once.
 */
import { NatsProxy, NatsServers } from '@wearwire/test-support/nats';
import { BrokerProcess } from '../broker/broker-process.js';
import { replay } from '../check/replay.js';
import { StreamCheck } from '../check/stream-check.js';
import { Load, type LoadSize, submitOne } from '../load/load.js';
import { until } from '../load/wait.js';
import type { RowContext } from '../row.js';
import { reach } from '../tamper/tampering-proxy.js';
import { need } from '../tools.js';
import { ACKNOWLEDGEMENT_TIMEOUT_MS, ClusterLoad } from './cluster-load.js';

export const LOG_STREAM = 'wearwire-log-0';

/** Whether a message with this subject is an append to the log. */
export const isAppend = (subject: string): boolean => subject.startsWith('wearwire.log.');

/** Whether it gives a batch to another broker. */
export const isForward = (subject: string): boolean => subject.startsWith('wearwire.forward.');

/** Whether it tells other brokers of a record. */
export const isAnnouncement = (subject: string): boolean => subject.startsWith('wearwire.live.');

const CATCH_UP_TIMEOUT_MS = 60_000;
const BROKERS = 3;

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
    need('nats-server');
    const cluster = new NatsCluster(context, await NatsServers.start(options.servers ?? 3));
    const { servers, proxies } = cluster;
    for (let i = 0; i < BROKERS; i++) {
      if (options.isProxied) proxies[i] = await NatsProxy.start(servers.ports);
      cluster.spawn(i);
    }
    await Promise.all(cluster.brokers.map((broker) => broker.ready()));
    return cluster;
  }

  at(index: number): BrokerProcess {
    return this.brokers[index] as BrokerProcess;
  }

  proxyAt(index: number): NatsProxy {
    return this.proxies[index] as NatsProxy;
  }

  /** Starts a broker in this place, without waiting until it is ready. */
  spawn(index: number): BrokerProcess {
    const broker = this.#process(this.proxies[index]?.url ?? this.servers.url);
    this.brokers[index] = broker;
    return broker;
  }

  #process(url: string): BrokerProcess {
    const { mutation } = this.#context;
    const replicas = String(this.servers.count);
    const flags = ['--store', url, '--replicas', replicas, '--nats-shards', '1'];
    return BrokerProcess.spawn({ flags: [...flags, ...FLAGS], mutation });
  }

  /** From now on, only what is stored after this number is checked. */
  restartCheck(settledSeq: number): void {
    this.check = new StreamCheck(this.#context.tally, settledSeq);
  }

  /** Producers and a consumer at each broker. */
  async load(size: LoadSize): Promise<ClusterLoad> {
    const name = `load${++this.#loads}`;
    const { mutation } = this.#context;
    const targets = await Promise.all(this.brokers.map((broker) => reach(broker, mutation)));
    const loads = targets.map((one, i) => Load.start(one, this.check, `${name}-${i}`, size));
    return new ClusterLoad(this.#context.tally, await Promise.all(loads), targets);
  }

  /**
   * Waits until each broker acknowledges an event, and each consumer of the load has received all; then checks what
   * is new, as the broker at `via` replays it.
   */
  async settle(via: number, load?: ClusterLoad): Promise<void> {
    const { check, brokers } = this;
    await load?.drain();
    const name = `settle${++this.#loads}`;
    await Promise.all(brokers.map((_, i) => this.submitOne(i, `${name}-${i}`)));
    await replay(this.at(via), { after: check.settledSeq }, (text) => check.replayNew(text));
    for (const [i, one] of load?.loads.entries() ?? []) await this.#compare(`broker ${i}`, one);
    check.settle();
  }

  /** The broker acknowledges an event of a new user. */
  async submitOne(index: number, uid: string): Promise<void> {
    try {
      await submitOne(this.at(index), this.check, uid, ACKNOWLEDGEMENT_TIMEOUT_MS);
    } catch (error) {
      this.#context.tally.violate('comesBack', `broker ${index}: ${(error as Error).message}`);
      throw error;
    }
  }

  /** Unless its connection has ended, a consumer receives all that is replayed. */
  async #compare(where: string, load: Load): Promise<void> {
    const { check } = this;
    const { tally } = this.#context;
    const isAtEnd = (): boolean => load.liveSeq >= check.settledSeq;
    await until(() => isAtEnd() || !load.consumer.isOpen, CATCH_UP_TIMEOUT_MS);
    if (isAtEnd() || !load.consumer.isOpen) return;
    tally.skipped += check.settledSeq - load.liveSeq;
    tally.violate(
      'numbersHaveNoGap',
      `the consumer at ${where} received ${load.liveSeq}, the replay ends at ${check.settledSeq}`,
    );
  }

  /** Starts a broker that never saw the log, and compares it from its first event on. */
  async walk(): Promise<void> {
    await this.settle(0);
    await using broker = this.#process(this.servers.url);
    await broker.ready();
    let again: ReturnType<StreamCheck['compareAgain']> | undefined;
    await replay(broker, {}, (text) => {
      again ??= this.check.compareAgain();
      again.take(text);
    });
    again?.end();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await Promise.all(this.brokers.map((broker) => broker.kill()));
    for (const proxy of this.proxies) await proxy[Symbol.asyncDispose]();
    await this.servers[Symbol.asyncDispose]();
  }
}

/** Each broker has a consumer of the load, and replays come on top. */
const FLAGS = ['--monitors-per-developer', '50'];
