/**
 * Runs the demo of several brokers: a NATS server, three brokers in separate processes, virtual straps connected to the
 * first broker and a consumer connected to the second. The straps connect through a load balancer, so that they reach
 * another broker when theirs is killed.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { ServerProcess } from '@wearwire/bench';
import { createConsumer } from '@wearwire/client-consumer';
import { plural } from '../commands/plural.js';
import { tokensFor } from '../commands/tokens-for.js';
import { rrIntervals } from '../sensors/rr-intervals.js';
import { createBody } from '../wearables/body.js';
import { VirtualUsers } from '../wearables/virtual-users.js';
import { Balancer } from './balancer.js';
import { consumerReady } from './consumer-ready.js';

const PROGRAM = fileURLToPath(new URL('../../bin/wearwire.js', import.meta.url));
const DEVELOPER = { id: 'demo', key: 'demo' } as const;
const BROKERS = 3;
const STRAPS = ['ada', 'ben', 'cleo'] as const;
const SEED = 7;
const ARRIVAL_TIMEOUT_MS = 5_000;

/**
 * Brokers, by number, in the order in which the load balancer tries them. Broker 2 is last, because the consumer is
 * connected to it: the straps move to a broker without the consumer.
 */
const BALANCED_BROKERS = [1, 3, 2];

/** Counts of submitted and received readings. */
export interface ClusterResult {
  readonly submitted: number;
  readonly received: number;
  /** Readings that were submitted but not confirmed. */
  readonly lost: number;
  /** Events whose seq was not the previous one plus 1. */
  readonly seqBreaks: number;
  readonly lastSeq: number;
}

export class ClusterRun implements AsyncDisposable {
  readonly #print: (line: string) => void;
  /** Cleanup functions, called in reverse order at the end. */
  readonly #closers: (() => Promise<unknown>)[] = [];
  #received = 0;
  #lastSeq = 0;
  #seqBreaks = 0;
  /** URL of broker 2, to which the consumer connects; empty before the broker has started. */
  url = '';

  /** `print`: called with a line of text for each step. */
  constructor(print: (line: string) => void) {
    this.#print = print;
  }

  /**
   * `natsServer`: path of the program. The first broker is killed after half of `durationMs`. Rejects if `signal` is
   * aborted during the start.
   */
  async run(natsServer: string, durationMs: number, signal: AbortSignal): Promise<ClusterResult> {
    const store = await this.#startNats(natsServer);
    const brokers = await Promise.all(Array.from({ length: BROKERS }, () => this.#serve(store)));
    const [first, second] = brokers as [ServerProcess, ServerProcess];
    this.url = urlOf(portOf(second));
    const ports = BALANCED_BROKERS.map((number) => portOf(brokers[number - 1] as ServerProcess));
    const balancer = await Balancer.start(ports);
    this.#closers.push(() => balancer[Symbol.asyncDispose]());
    signal.throwIfAborted();
    const stopped = stoppedBy(signal);
    await Promise.race([this.#consume(), stopped]);
    const straps = this.#addStraps(urlOf(balancer.port));
    await Promise.race([straps.connected(), stopped]);
    this.#print(`brokers    ${brokers.map((broker) => urlOf(portOf(broker))).join(', ')}`);
    this.#print(`producers  ${STRAPS.join(', ')}: three virtual straps, connected to broker 1`);
    this.#print('consumer   connected to broker 2');
    const killed = this.#kill(first, durationMs / 2, signal);
    await straps.run(AbortSignal.any([signal, AbortSignal.timeout(durationMs)]));
    await killed;
    const { submitted, lost } = await straps.close();
    const broker = BALANCED_BROKERS[ports.indexOf(balancer.lastPort)];
    this.#print(
      `moved      the straps reconnected to broker ${broker}; the consumer stayed at broker 2`,
    );
    await this.#awaitArrivals(submitted - lost);
    const [received, seqBreaks, lastSeq] = [this.#received, this.#seqBreaks, this.#lastSeq];
    return { submitted, received, lost, seqBreaks, lastSeq };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const close of this.#closers.splice(0).reverse()) await close();
  }

  async #startNats(natsServer: string): Promise<string> {
    const directory = await mkdtemp(join(tmpdir(), 'wearwire-cluster-'));
    this.#closers.push(() => rm(directory, { recursive: true, force: true }));
    const server = await ServerProcess.start({
      file: natsServer,
      args: ['-a', '127.0.0.1', '-p', '-1', '-js', '-sd', directory],
      ready: /client connections on 127\.0\.0\.1:(\d+)[\s\S]*Server is ready/,
    });
    this.#closers.push(() => server.end());
    const url = `nats://127.0.0.1:${server.match[1]}`;
    this.#print(`NATS       ${url}`);
    return url;
  }

  async #serve(store: string): Promise<ServerProcess> {
    const developer = `${DEVELOPER.id}:${DEVELOPER.key}`;
    const broker = await ServerProcess.start({
      file: process.execPath,
      args: [PROGRAM, 'serve', '--store', store, '--port', '0', '--developer', developer],
      ready: /ws:\/\/127\.0\.0\.1:(\d+)\/connect/,
    });
    this.#closers.push(() => broker.end());
    return broker;
  }

  /** Counts the events that arrive from now on. Resolves when the consumer is ready. */
  async #consume(): Promise<void> {
    const { url } = this;
    const consumer = createConsumer({ url, getToken: tokensFor(url, DEVELOPER) });
    this.#closers.push(() => consumer.stop());
    consumer.on('*', ({ seq }) => {
      this.#received++;
      if (seq !== this.#lastSeq + 1) this.#seqBreaks++;
      this.#lastSeq = seq;
    });
    await consumerReady(consumer);
  }

  #addStraps(url: string): VirtualUsers {
    const straps = new VirtualUsers({ url, developer: DEVELOPER });
    this.#closers.push(() => straps.close());
    for (const user of STRAPS) {
      straps.add(user, rrIntervals.track(createBody(SEED, user), rrIntervals.intervalMs));
    }
    return straps;
  }

  async #kill(broker: ServerProcess, afterMs: number, signal: AbortSignal): Promise<void> {
    await delay(afterMs, undefined, { signal }).catch(() => {});
    await broker.end('SIGKILL');
    this.#print(`killed     broker 1, with SIGKILL, after ${plural(this.#received, 'reading')}`);
  }

  async #awaitArrivals(expected: number): Promise<void> {
    const endMs = performance.now() + ARRIVAL_TIMEOUT_MS;
    while (this.#received < expected && performance.now() < endMs) await delay(20);
  }
}

/** Rejects when the signal is aborted, so that `run` does not wait for clients, which retry stopped brokers forever. */
function stoppedBy(signal: AbortSignal): Promise<never> {
  const stopped = new Promise<never>((_, reject) => {
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  stopped.catch(() => {});
  return stopped;
}

function portOf({ match }: ServerProcess): number {
  return Number(match[1]);
}

function urlOf(port: number): string {
  return `ws://127.0.0.1:${port}/connect`;
}
