/**
 * Runs the demo: a broker with its log on disk, a consumer, a recorded ride and three virtual straps. They communicate
 * over real sockets, as they would on separate machines.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Broker } from '@wearwire/broker';
import { type Consumer, createConsumer } from '@wearwire/client-consumer';
import { brokerError, loadBroker } from '../commands/broker-module.js';
import { tokensFor } from '../commands/tokens-for.js';
import type { ReceivedEvent } from '../readings/reading-text.js';
import { readRecording } from '../recordings/read-recording.js';
import { rrIntervals } from '../sensors/rr-intervals.js';
import { createBody } from '../wearables/body.js';
import type { Cue, Track } from '../wearables/track.js';
import { VirtualUsers } from '../wearables/virtual-users.js';
import { consumerReady } from './consumer-ready.js';
import { LatencyTracker } from './latencies.js';

/** Fixed credentials; the broker listens on the loopback address only. */
export const DEMO_DEVELOPER = { id: 'demo', key: 'demo' } as const;
export const RIDER = 'rider';
export const STRAPS = ['ada', 'ben', 'cleo'] as const;

const RIDE = new URL('../../data/ride.csv', import.meta.url);
const SEED = 7;
/** The sensors of the recorded ride sent once a second. */
const RIDE_INTERVAL_MS = 1_000;
/** Time between the starts of two straps, so that they do not all send at once. */
const STRAP_SPACING_MS = 250;
/** Maximum time to wait at the end of the demo for readings that have not arrived. */
const ARRIVAL_TIMEOUT_MS = 2_000;

export interface DemoRunOptions {
  readonly port: number;
  /** Directory of the log; `undefined`: a temporary one, removed at the end. */
  readonly data: string | undefined;
  readonly speed: number;
  /** Called with each received reading and its latency. */
  readonly onReading: (event: ReceivedEvent, latencyMs: number | undefined) => void;
}

export class DemoRun implements AsyncDisposable {
  readonly directory: string;
  readonly #isTemporary: boolean;
  readonly #options: DemoRunOptions;
  readonly #latencies = new LatencyTracker();
  #broker: Broker | undefined;
  #consumer: Consumer | undefined;
  #virtualUsers: VirtualUsers | undefined;
  #arrived = 0;
  #onArrival = (): void => {};

  constructor(options: DemoRunOptions) {
    this.#options = options;
    this.#isTemporary = options.data === undefined;
    this.directory = options.data ?? mkdtempSync(join(tmpdir(), 'wearwire-demo-'));
  }

  /** The URL of the broker; empty before `start`. */
  get url(): string {
    return this.#broker?.url ?? '';
  }

  /** One-time URL that signs in to the console as the demo's developer; empty before `start`. */
  get console(): string {
    return this.#broker?.consoleAddress(DEMO_DEVELOPER.id) ?? '';
  }

  /** Starts the broker, then the consumer. Resolves to the broker's URL. */
  async start(): Promise<string> {
    const { port, speed } = this.#options;
    const developer = DEMO_DEVELOPER;
    this.#broker = await startBroker(port, this.directory);
    const { url } = this.#broker;
    this.#consumer = createConsumer({ url, getToken: tokensFor(url, developer) });
    await this.#consume(this.#consumer);
    const onSubmit = (user: string): void => this.#latencies.recordSubmit(user);
    this.#virtualUsers = new VirtualUsers({ url, developer, speed, onSubmit });
    return url;
  }

  /** Submits readings until the signal is aborted, then waits for the last ones. Resolves to the number lost. */
  async run(signal: AbortSignal): Promise<number> {
    const virtualUsers = this.#virtualUsers;
    if (virtualUsers === undefined) throw new Error('the demo has not started');
    const ride = [...(await readRecording(RIDE)).tracks.values()].flat();
    virtualUsers.add(RIDER, looped(ride));
    for (const [index, user] of STRAPS.entries()) {
      const track = rrIntervals.track(createBody(SEED, user), rrIntervals.intervalMs);
      // Negative: a strap that started earlier sends its first packet sooner.
      virtualUsers.add(user, track, -STRAP_SPACING_MS * (index + 1));
    }
    // Connect before submitting, so that latencies do not include the connection.
    await virtualUsers.connected();
    await virtualUsers.run(signal);
    const { submitted, lost } = await virtualUsers.close();
    await this.#awaitArrivals(submitted - lost);
    return lost;
  }

  /** Stops everything and removes a temporary log. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.#virtualUsers?.[Symbol.asyncDispose]();
    await this.#consumer?.stop();
    await this.#broker?.close();
    this.removeLog();
  }

  /** Removes a temporary log; also called when a second signal ends the process at once. */
  removeLog(): void {
    if (this.#isTemporary) rmSync(this.directory, { recursive: true, force: true });
  }

  /** Passes received readings on. Resolves when the consumer is ready: it receives every reading from then on. */
  async #consume(consumer: Consumer): Promise<void> {
    consumer.on('*', (event) => {
      const latencyMs = this.#latencies.recordArrival(event.uid);
      if (latencyMs !== undefined) this.#arrived++;
      this.#options.onReading(event, latencyMs);
      this.#onArrival();
    });
    await consumerReady(consumer);
  }

  #awaitArrivals(expected: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ARRIVAL_TIMEOUT_MS);
      this.#onArrival = () => {
        if (this.#arrived < expected) return;
        clearTimeout(timer);
        resolve();
      };
      this.#onArrival();
    });
  }
}

async function startBroker(port: number, data: string): Promise<Broker> {
  const broker = await loadBroker();
  try {
    return await broker.createBroker({
      port,
      data,
      store: 'disk',
      console: 'loopback',
      developers: [DEMO_DEVELOPER],
      // Slots for consumers that the user starts in other terminals.
      consumersPerDeveloper: 16,
    });
  } catch (error) {
    throw brokerError(broker, error);
  }
}

/** Repeats the cues forever. */
function* looped(cues: readonly Cue[]): Track {
  const lengthMs = (cues.at(-1)?.atMs ?? 0) + RIDE_INTERVAL_MS;
  for (let startMs = 0; cues.length > 0; startMs += lengthMs) {
    for (const { atMs, emission } of cues) yield { atMs: startMs + atMs, emission };
  }
}
