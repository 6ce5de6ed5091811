/**
 * Connects the parts of a consumer: session (connections) -> sequencer (order) -> delivery (listeners, loops)
 * -> cursor. Back-pressure goes in the opposite direction: a full loop pauses the session. This file contains no
 * rules of the protocol.
 *
 * Over 250 lines, because all parts are connected in this file.
 */
import {
  type ClientError,
  type ExtensionFrame,
  Listeners,
  limitOptions,
  type Off,
  OptionError,
  Session,
  type SessionHooks,
  type SessionState,
  type StateChange,
  waitBoundMs,
} from '@wearwire/client-core';
import {
  type DispatchFrame,
  type Extension,
  Opcode,
  type Position,
  Role,
} from '@wearwire/protocol';
import type { Consumer, ConsumerOptions, StopOptions } from './consumer-api.js';
import { CursorKeeper } from './cursor-keeper.js';
import type { Cursor } from './cursor-store.js';
import { Delivery } from './delivery.js';
import { EventLabels } from './event-labels.js';
import type { DeliveryOrder, EventOrder, OrderPort } from './event-order.js';
import { eventStream } from './event-stream.js';
import type { StreamEvent } from './events.js';
import { Lag } from './lag.js';
import { latencyOf } from './latency.js';
import { CONSUMER_LIMITS } from './limits.js';
import type { Mailbox } from './mailbox.js';
import { QuietWatch } from './quiet-watch.js';
import { Sequencer } from './sequencer.js';

/** Creates a consumer. Throws `OptionError` for an invalid option. */
export function createConsumer(options: ConsumerOptions): Consumer {
  return new StreamConsumer(options);
}

/** Names of signals in `on`; any other name is an event type. */
const SIGNALS: ReadonlySet<string> = new Set(['gap', 'reset', 'state', 'error']);

/** The default order. */
const ASCENDING: DeliveryOrder = {
  extensions: ['position', 'replay-end', 'resume'],
  make: (after, heldMax, port) => new Sequencer(after, heldMax, port),
};

class StreamConsumer implements Consumer {
  readonly ended: Promise<ClientError | undefined>;
  readonly #session: Session;
  readonly #sequencer: EventOrder<StreamEvent>;
  readonly #quiet: QuietWatch;
  readonly #delivery: Delivery;
  readonly #keeper?: CursorKeeper;
  readonly #signals = new Listeners();
  readonly #labels: EventLabels;
  readonly #lag = new Lag();
  readonly #random: () => number;
  #resolveEnded!: (error: ClientError | undefined) => void;
  #started: Promise<void> | undefined;
  /** When the newest event was delivered. */
  #deliveredAtMs = 0;
  /** The position in the last READY or HEARTBEAT_ACK. */
  #reportedPosition: Position | undefined;
  /** The error that ended the consumer before it connected. */
  #failure: ClientError | undefined;

  constructor(options: ConsumerOptions) {
    const limits = limitOptions(CONSUMER_LIMITS, options);
    const after = afterOption(options.after);
    const { order = ASCENDING } = options;
    this.#labels = new EventLabels(options.developer);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#session = this.#createSession(options, order.extensions);
    this.#random = options.random ?? Math.random;
    const { clock } = this.#session;
    this.#delivery = new Delivery(limits.bufferEventsMax, this.#signals, {
      setPaused: (isPaused) => {
        this.#session.setPaused(isPaused);
        this.#updateQuietWatch();
      },
      onProgress: () => this.#keeper?.onProgress(),
    });
    this.#sequencer = order.make(after, limits.heldEventsMax, this.#orderPort());
    if (after !== 'live') this.#delivery.begin(after, undefined);
    this.#quiet = new QuietWatch(clock, limits.quietMs, () => {
      this.#sequencer.quiet();
      this.#updateQuietWatch();
    });
    if (!options.cursor) return;
    this.#keeper = new CursorKeeper(clock, options.cursor, limits.cursorSaveMs, {
      cursor: () => this.cursor,
      onError: (error) => this.#signals.fail(error),
    });
  }

  get state(): SessionState {
    return this.#session.state;
  }

  get receivedSeq(): number | undefined {
    return this.#sequencer.last;
  }

  get position(): number | undefined {
    return this.#delivery.progress?.seq;
  }

  get cursor(): Cursor | undefined {
    const { progress } = this.#delivery;
    return progress && { seq: progress.seq, epoch: progress.epoch };
  }

  get lag(): number | undefined {
    return this.#lag.eventsAfter(this.position, this.#session.clock.now());
  }

  get latency(): number | undefined {
    const { newest } = this.#delivery;
    return newest && latencyOf(newest, this.#deliveredAtMs);
  }

  on(name: string, listener: (value: never) => void): Off {
    if (SIGNALS.has(name)) return this.#signals.on(name, listener);
    const off = this.#delivery.on(name, listener);
    this.#start();
    return off;
  }

  [Symbol.asyncIterator](): Mailbox {
    const mailbox = this.#delivery.open();
    this.#start();
    return mailbox;
  }

  stream(): ReadableStream<StreamEvent> {
    return eventStream(this[Symbol.asyncIterator]());
  }

  networkChanged(): void {
    this.#session.networkChanged();
  }

  async stop({ timeoutMs }: StopOptions = {}): Promise<void> {
    this.#session.stop(timeoutMs);
    await this.ended;
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.stop();
  }

  #createSession(options: ConsumerOptions, extensions: readonly Extension[]): Session {
    const hooks: SessionHooks = {
      dispatched: (frame) => this.#onDispatch(frame),
      extended: (frame) => this.#onExtensionFrame(frame),
      identifyExtras: ({ extensions }) => {
        const after = this.#sequencer.last;
        return after !== undefined && extensions.includes('resume') ? { after } : {};
      },
      beatAcked: () => this.#updateLag(),
      changed: (change) => this.#onStateChange(change),
      failed: (error) => this.#signals.emit('error', error),
      ended: (error) => void this.#end(error),
    };
    return new Session(options, Role.Consumer, hooks, extensions);
  }

  #orderPort(): OrderPort<StreamEvent> {
    const { observer } = this.#session;
    const observe = (name: string, details: object) => {
      observer.count(name);
      observer.log(`${name} ${JSON.stringify(details)}`);
      this.#signals.emit(name, details);
    };
    return {
      deliver: (event) => this.#deliver(event),
      gap: (gap) => observe('gap', gap),
      reset: (reset) => observe('reset', reset),
      replay: (d) => {
        observe('replay', d);
        this.#session.send({ op: Opcode.Replay, d });
      },
      nowMs: () => this.#session.clock.now(),
    };
  }

  #start(): void {
    this.#started ??= this.#connect();
  }

  /** Starts asynchronously, so that the caller can add listeners first. */
  async #connect(): Promise<void> {
    try {
      const cursor = await this.#loadCursor();
      if (cursor) {
        this.#sequencer.begin(cursor.seq, cursor.epoch);
        this.#delivery.begin(cursor.seq, cursor.epoch);
      }
      this.#session.start();
    } catch (error) {
      this.#failure = error as ClientError;
      this.#session.stop();
    }
  }

  /** Retries until the consumer is stopped or an error is not retryable. */
  async #loadCursor(): Promise<Cursor | undefined> {
    for (let waits = 0; ; waits++) {
      try {
        return await this.#keeper?.load();
      } catch (error) {
        const failure = error as ClientError;
        if (!failure.retryable || this.state !== 'idle') throw failure;
        this.#signals.emit('error', failure);
        await this.#waitBeforeStart(this.#random() * waitBoundMs(waits));
        if (this.state !== 'idle') return undefined;
      }
    }
  }

  /** Resolves early if the consumer is stopped. */
  #waitBeforeStart(delayMs: number): Promise<void> {
    const { clock } = this.#session;
    return new Promise((resolve) => {
      const timer = clock.setTimeout(resolve, delayMs);
      void this.ended.then(() => {
        clock.clearTimeout(timer);
        resolve();
      });
    });
  }

  /** Hot path. */
  #onDispatch(frame: DispatchFrame): void {
    const nowMs = this.#session.clock.now();
    this.#sequencer.arrived(this.#labels.eventOf(frame, nowMs));
    if (this.#lag.recordEvent(nowMs)) this.#session.beat();
    this.#updateQuietWatch();
  }

  /** Call after READY and each HEARTBEAT_ACK, which may contain the position of the stream. */
  #updateLag(): void {
    const { position, clock } = this.#session;
    if (position && position !== this.#reportedPosition)
      this.#lag.update(position.last_seq, clock.now());
    this.#reportedPosition = position;
  }

  #onExtensionFrame(frame: ExtensionFrame): void {
    if (frame.op !== Opcode.ReplayEnd) return;
    this.#sequencer.replayEnded(frame.d);
    this.#updateQuietWatch();
  }

  #deliver(event: StreamEvent): void {
    if (this.#isStopping) return;
    const { clock, observer } = this.#session;
    this.#deliveredAtMs = clock.now();
    if (observer.isMeasuring) {
      observer.count('event');
      observer.time('latency', latencyOf(event, this.#deliveredAtMs));
    }
    this.#delivery.deliver(event);
  }

  get #isStopping(): boolean {
    return this.state === 'closing' || this.state === 'stopped';
  }

  #updateQuietWatch(): void {
    const isWaiting = this.#sequencer.isHolding && !this.#delivery.isPaused;
    this.#quiet.update(isWaiting, this.#sequencer.last);
  }

  #onStateChange(change: StateChange): void {
    if (change.previous === 'ready') {
      this.#sequencer.disconnected();
      this.#lag.reset();
      this.#updateQuietWatch();
    }
    if (change.state === 'ready') this.#onReady();
    if (this.#isStopping && !change.error && !this.#failure) this.#delivery.end();
    this.#signals.emit('state', change);
  }

  #onReady(): void {
    const { position, negotiated } = this.#session;
    this.#labels.setEpoch(position?.epoch);
    this.#updateLag();
    if (position && !this.cursor) this.#delivery.begin(position.last_seq, position.epoch);
    this.#sequencer.connected({
      isResumed: negotiated.extensions.includes('resume'),
      position,
      sendsReplayEnds: negotiated.extensions.includes('replay-end'),
    });
    if (this.#delivery.isPaused) this.#session.setPaused(true);
  }

  async #end(sessionError: ClientError | undefined): Promise<void> {
    const error = sessionError ?? this.#failure;
    const isThrown = error !== undefined && this.#delivery.hasLoops;
    this.#delivery.end(error);
    if (error) {
      if (isThrown) this.#signals.emit('error', error);
      else this.#signals.fail(error);
    }
    await this.#keeper?.close();
    this.#resolveEnded(error);
  }
}

function afterOption(after: number | 'live' = 'live'): number | 'live' {
  if (after === 'live' || (Number.isSafeInteger(after) && after >= 0)) return after;
  throw new OptionError('option-invalid', "after must be a seq (an integer from 0) or 'live'");
}
