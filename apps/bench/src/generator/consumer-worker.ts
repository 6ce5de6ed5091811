/** The calls of a consumer process. It runs each client n for which n modulo the number of processes is its index. */
import { noViolations, type Violations } from '../check/violations.js';
import { nowUs } from '../clock.js';
import { Recording, type RecordingData, type Window } from '../measure/recording.js';
import type { Opening } from '../wire.js';
import { Consumer, type SharedState } from './consumer.js';
import { DeliveryReports } from './delivery-reports.js';
import { FeedbackSender } from './feedback.js';
import { consumerIdentity } from './layout.js';
import { type ClientContext, HeartbeatSender, openClient } from './load-client.js';
import { type OpenResult, openClients, type Pacing } from './open-clients.js';
import type { ReconnectOptions, UncertainRange, WorkerStart } from './producer-worker.js';
import { Reconnecting, type ReconnectsReport } from './reconnecting.js';
import { type Usage, UsageMeter } from './usage.js';

export interface OpenConsumers {
  /** Client numbers; those of other processes are ignored. */
  readonly numbers: readonly number[];
  readonly pacing: Pacing;
  readonly opening: Opening;
  /** Per producer: the number of the first event that the consumers must receive. */
  readonly from: Uint32Array;
}

/** Events sent so far, per producer. */
export interface SentSoFar {
  readonly sent: Uint32Array;
  readonly uncertain: readonly UncertainRange[];
}

export interface ConsumersReport {
  readonly usage: Usage;
  readonly recording: RecordingData | undefined;
  readonly violations: Violations;
  /** Number of events that were in flight at a crash and were not received. */
  readonly unacknowledged: number;
  readonly checked: number;
  readonly receivedBytes: number;
  readonly closed: readonly string[];
}

/** Progress of one consumer; times are values of `nowUs`. */
export interface ConsumerProgress {
  readonly events: number;
  readonly lastUs: number;
  readonly connectedUs: number;
}

export class ConsumerWorker implements SharedState {
  readonly layout;
  readonly violations = noViolations();
  recording: Recording | undefined;
  arrivedUs = 0;
  checked = 0;
  readonly #own: ReadonlySet<number>;
  /** Connection index of the first consumer: producers come first. It determines the source address. */
  readonly #firstIndex: number;
  readonly #context: ClientContext;
  readonly #consumers = new Map<number, Consumer>();
  readonly #deliveryReports: DeliveryReports;
  readonly #usage = new UsageMeter(true);
  #closed: string[] = [];
  #receivedBefore = 0;
  readonly #reconnecting = new Reconnecting();

  private constructor(start: WorkerStart, feedback: FeedbackSender) {
    this.#own = new Set(start.numbers);
    this.layout = start.layout;
    this.#firstIndex = start.layout.producerStream.length;
    this.#deliveryReports = new DeliveryReports(start.layout, feedback);
    this.#context = {
      wire: start.wire,
      endpoints: start.endpoints,
      heartbeats: new HeartbeatSender(),
      onRead: () => {
        this.arrivedUs = nowUs();
      },
    };
  }

  static async create(
    start: WorkerStart,
    feedbackPorts: readonly number[],
  ): Promise<ConsumerWorker> {
    return new ConsumerWorker(start, await FeedbackSender.connect(feedbackPorts));
  }

  get calls() {
    return {
      open: (options: OpenConsumers) => this.#open(options),
      close: (numbers: readonly number[]) => this.#close(numbers),
      pause: (numbers: readonly number[]) => this.#setPaused(numbers, true),
      resume: (numbers: readonly number[]) => this.#setPaused(numbers, false),
      startWindow: (window: Window) => this.#startWindow(window),
      setReconnect: ({ reconnects }: ReconnectOptions) => {
        this.#reconnecting.isEnabled = reconnects;
      },
      reconnects: (): ReconnectsReport => ({
        open: [...this.#consumers.values()].filter(({ client }) => client !== undefined).length,
        durationCounts: this.#reconnecting.durations.counts,
      }),
      endWindow: (atUs: number) => {
        this.recording?.end(atUs);
        this.#usage.read();
      },
      checked: () => this.checked,
      progressOf: (number: number) => this.#progressOf(number),
      missing: (soFar: SentSoFar) => this.#missing(soFar),
      report: (soFar: SentSoFar) => this.#report(soFar),
    };
  }

  #progressOf(number: number): ConsumerProgress {
    const { events = 0, lastUs = 0, client } = this.#consumers.get(number) ?? {};
    return { events, lastUs, connectedUs: client?.connectedUs ?? 0 };
  }

  /** Hot path. */
  markDelivered(stream: number): void {
    this.#deliveryReports.markDelivered(stream);
  }

  async #open({ numbers, pacing, opening, from }: OpenConsumers): Promise<OpenResult> {
    const own = numbers.filter((number) => this.#own.has(number));
    return openClients(own, pacing, async (number) => {
      const consumer = new Consumer(this, this.layout.consumerStream[number] as number);
      const { check } = consumer;
      check.next.set(from.subarray(check.firstProducer, check.firstProducer + check.next.length));
      if (opening.replayFrom !== undefined) check.expectReplay(opening.replayFrom);
      this.#consumers.set(number, consumer);
      this.#deliveryReports.add(consumer);
      await this.#connect(number, consumer, opening);
      this.markDelivered(consumer.stream);
    });
  }

  async #connect(number: number, consumer: Consumer, opening: Opening): Promise<void> {
    consumer.client = await openClient(this.#context, {
      identity: consumerIdentity(this.layout, number),
      sink: consumer,
      opening,
      index: this.#firstIndex + number,
      onClose: (was, reason) => {
        if (was !== undefined) this.#lost(number, consumer, reason);
      },
    });
  }

  #lost(number: number, consumer: Consumer, reason: string): void {
    this.#receivedBefore += consumer.client?.connection.receivedBytes ?? 0;
    consumer.client = undefined;
    if (!this.#reconnecting.isEnabled) {
      this.#closed.push(reason);
      return;
    }
    void this.#reconnecting.reconnect(() => {
      const { lastSeq } = consumer.check;
      const resumes = lastSeq > 0 ? { resumeAfter: lastSeq } : {};
      return this.#connect(number, consumer, resumes);
    });
  }

  #close(numbers: readonly number[]): void {
    for (const number of numbers) {
      const consumer = this.#consumers.get(number);
      if (consumer === undefined) continue;
      this.#receivedBefore += consumer.client?.connection.receivedBytes ?? 0;
      consumer.client?.close(this.#context.heartbeats);
      consumer.client = undefined;
      this.#consumers.delete(number);
      this.#deliveryReports.remove(consumer);
    }
  }

  #setPaused(numbers: readonly number[], isPaused: boolean): void {
    for (const number of numbers) {
      const consumer = this.#consumers.get(number);
      if (consumer === undefined) continue;
      consumer.isAwaited = !isPaused;
      if (isPaused) consumer.client?.connection.pause();
      else consumer.client?.connection.resume();
      this.markDelivered(consumer.stream);
    }
  }

  #startWindow(window: Window): void {
    this.recording = new Recording(window, this.layout.groups.length);
    this.#usage.schedule(window.fromUs, window.toUs);
  }

  /** Returns the number of deliveries that all consumers together have not received yet. */
  #missing({ sent }: SentSoFar): number {
    let missing = 0;
    for (const { check } of this.#consumers.values()) {
      missing += check.missing(
        sent.subarray(check.firstProducer, check.firstProducer + check.next.length),
      );
    }
    return missing;
  }

  #report(soFar: SentSoFar): ConsumersReport {
    const unacknowledged = this.#uncertain(soFar);
    const closed = this.#closed;
    this.#closed = [];
    let receivedBytes = this.#receivedBefore;
    for (const { client } of this.#consumers.values()) {
      receivedBytes += client?.connection.receivedBytes ?? 0;
    }
    return {
      usage: this.#usage.read(),
      recording: this.recording?.data(),
      violations: { ...this.violations, lost: this.#missing(soFar) - unacknowledged },
      unacknowledged,
      checked: this.checked,
      receivedBytes,
      closed,
    };
  }

  /** Returns the number of missing events that were not acknowledged when the server was killed. */
  #uncertain({ uncertain }: SentSoFar): number {
    let missing = 0;
    for (const { check } of this.#consumers.values()) {
      for (const { producer, from, to } of uncertain) {
        const local = producer - check.firstProducer;
        if (local < 0 || local >= check.next.length) continue;
        missing += check.missingOf(local, to) - check.missingOf(local, from);
      }
    }
    return missing;
  }
}
