/** The calls of a producer process. It runs each client n for which n modulo the number of processes is its index. */
import type { Schedule } from '../load/schedule.js';
import type { Window } from '../measure/recording.js';
import { payloadOf } from '../payload.js';
import type { Endpoint } from '../target.js';
import type { Wire } from '../wire.js';
import { ClosedLoop } from './closed-loop.js';
import { FeedbackReceiver } from './feedback.js';
import { kindOfProducer, type Layout, producerIdentity } from './layout.js';
import { type ClientContext, HeartbeatSender, openClient } from './load-client.js';
import { type OpenResult, openClients, type Pacing } from './open-clients.js';
import { OpenLoop } from './open-loop.js';
import { Producer } from './producer.js';
import { Reconnecting, type ReconnectsReport } from './reconnecting.js';
import { type Usage, UsageMeter } from './usage.js';

/** Event numbers [from, to) of a producer with unknown outcome: in flight when the server was killed. */
export interface UncertainRange {
  readonly producer: number;
  readonly from: number;
  readonly to: number;
}

export interface ProducersReport {
  readonly usage: Usage;
  /** Counts of a LatencyCounter; open loop only. */
  readonly latenessCounts: Uint32Array | undefined;
  readonly lateSends: number;
  /** Bytes of all frames since the start. */
  readonly sentBytes: number;
  /** Number of the next event of each producer of this process, in order. */
  readonly sent: Uint32Array;
  readonly uncertain: readonly UncertainRange[];
  /** Causes of connections that ended unexpectedly. */
  readonly closed: readonly string[];
}

export interface WorkerStart {
  readonly layout: Layout;
  readonly endpoints: readonly Endpoint[];
  readonly wire: Wire;
  /** Clients of this process, ascending. */
  readonly numbers: readonly number[];
}

/** The reaction of clients to a lost connection. */
export interface ReconnectOptions {
  /** Whether clients reconnect; they retry until they succeed. */
  readonly reconnects: boolean;
  /** Whether producers send ten heartbeats per second to learn which events the server has stored. */
  readonly queriesStored: boolean;
}

const BARRIER_INTERVAL_MS = 100;

export class ProducerWorker {
  readonly #start: WorkerStart;
  readonly #context: ClientContext;
  readonly #producers: readonly Producer[];
  readonly #byNumber: ReadonlyMap<number, Producer>;
  readonly #feedback: FeedbackReceiver;
  readonly #usage = new UsageMeter(false);
  readonly #uncertain: UncertainRange[] = [];
  #closed: string[] = [];
  #load: OpenLoop | ClosedLoop | undefined;
  readonly #reconnecting = new Reconnecting();
  #barrierTimer: NodeJS.Timeout | undefined;

  private constructor(start: WorkerStart, feedback: FeedbackReceiver) {
    this.#start = start;
    this.#feedback = feedback;
    this.#context = {
      wire: start.wire,
      endpoints: start.endpoints,
      heartbeats: new HeartbeatSender(),
      onRead: () => {},
    };
    this.#producers = start.numbers.map((number) => producerOf(start, number));
    this.#byNumber = new Map(this.#producers.map((producer) => [producer.number, producer]));
  }

  static async create(start: WorkerStart): Promise<ProducerWorker> {
    return new ProducerWorker(start, await FeedbackReceiver.listen());
  }

  get calls() {
    return {
      feedbackPort: () => this.#feedback.port,
      open: (options: OpenProducers) => this.#open(options),
      close: () => this.#close(),
      sendClosed: (load: ClosedLoad) => this.#sendClosed(load),
      sendOpen: (load: OpenLoad) => this.#sendOpen(load),
      stopSending: () => this.#load?.stop(),
      startWindow: (window: Window) => this.#startWindow(window),
      endWindow: (atUs: number) => {
        if (this.#load instanceof OpenLoop) this.#load.windowToUs = atUs;
        this.#usage.read();
      },
      setReconnect: (reconnect: ReconnectOptions) => this.#setReconnect(reconnect),
      reconnects: (): ReconnectsReport => ({
        open: this.#producers.filter(({ client }) => client !== undefined).length,
        durationCounts: this.#reconnecting.durations.counts,
      }),
      report: () => this.#report(),
      totals: (): Uint32Array => Uint32Array.from(this.#producers, ({ next }) => next),
    };
  }

  #open({ pacing, numbers = this.#start.numbers }: OpenProducers): Promise<OpenResult> {
    const own = numbers.filter((number) => this.#byNumber.has(number));
    return openClients(own, pacing, (number) => this.#connect(this.#byNumber.get(number)!));
  }

  async #connect(producer: Producer): Promise<void> {
    const client = await openClient(this.#context, {
      identity: producerIdentity(this.#start.layout, producer.number),
      sink: producer,
      opening: {},
      index: producer.number,
      onClose: (was, reason) => {
        if (was !== undefined) this.#lost(producer, reason);
      },
    });
    producer.connected(client);
    producer.sendDue();
  }

  #lost(producer: Producer, reason: string): void {
    const { from, to } = producer.disconnected();
    if (!this.#reconnecting.isEnabled) {
      this.#closed.push(reason);
      return;
    }
    if (to > from) this.#uncertain.push({ producer: producer.number, from, to });
    void this.#reconnecting.reconnect(() => this.#connect(producer));
  }

  #close(): void {
    for (const producer of this.#producers) {
      producer.client?.close(this.#context.heartbeats);
      producer.client = undefined;
    }
  }

  async #sendClosed({ numbers, window, eventsEach }: ClosedLoad): Promise<void> {
    const loop = new ClosedLoop(this.#select(numbers), this.#feedback, window, eventsEach);
    this.#load = loop;
    await loop.run();
    this.#load = undefined;
  }

  async #sendOpen({ numbers, schedule, startUs, endUs }: OpenLoad): Promise<void> {
    const loop = new OpenLoop(this.#select(numbers), schedule, startUs, endUs);
    this.#load = loop;
    await loop.run();
  }

  #select(numbers: readonly number[] | undefined): readonly Producer[] {
    if (numbers === undefined) return this.#producers;
    return numbers.flatMap((number) => this.#byNumber.get(number) ?? []);
  }

  #startWindow({ fromUs, toUs }: Window): void {
    const load = this.#load;
    if (load instanceof OpenLoop) {
      load.windowFromUs = fromUs;
      load.windowToUs = toUs;
    }
    this.#usage.schedule(fromUs, toUs);
  }

  #setReconnect({ reconnects, queriesStored }: ReconnectOptions): void {
    this.#reconnecting.isEnabled = reconnects;
    clearInterval(this.#barrierTimer);
    if (!queriesStored) return;
    this.#barrierTimer = setInterval(() => {
      for (const { client } of this.#producers)
        if (client) this.#context.heartbeats.sendNow(client);
    }, BARRIER_INTERVAL_MS);
  }

  #report(): ProducersReport {
    const open = this.#load instanceof OpenLoop ? this.#load : undefined;
    const closed = this.#closed;
    this.#closed = [];
    return {
      usage: this.#usage.read(),
      latenessCounts: open?.lateness.counts,
      lateSends: open?.lateSends ?? 0,
      sentBytes: this.#producers.reduce((sum, { next, frameBytes }) => sum + next * frameBytes, 0),
      sent: Uint32Array.from(this.#producers, ({ next }) => next),
      uncertain: this.#uncertain,
      closed,
    };
  }
}

export interface OpenProducers {
  /** Default: all. Numbers of other processes are ignored. */
  readonly numbers: readonly number[] | undefined;
  readonly pacing: Pacing;
}

export interface ClosedLoad {
  /** Default: all. */
  readonly numbers?: readonly number[];
  /** Maximum number of events in flight per producer. */
  readonly window: number;
  /** `Infinity`: until `stopSending`. */
  readonly eventsEach: number;
}

export interface OpenLoad {
  readonly numbers?: readonly number[];
  readonly schedule: Schedule;
  readonly startUs: number;
  readonly endUs: number;
}

function producerOf({ layout, wire }: WorkerStart, number: number): Producer {
  const payload = payloadOf(number, kindOfProducer(layout, number));
  return new Producer(
    number,
    wire.prepare(producerIdentity(layout, number), payload),
    payload.length,
  );
}
