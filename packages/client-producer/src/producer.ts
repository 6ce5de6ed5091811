/**
 * Connects the parts of a producer: submit -> buffer -> outbox -> session, the sender, which decides when to
 * send, and the journal if there is a store. Decisions are made in these parts; this file passes events
 * between them. Every outcome of an event passes through `#settle`.
 *
 * Over 250 lines, because all parts are connected in this file.
 */
import {
  Alarm,
  type ClientError,
  checkClientOptions,
  Listeners,
  type Off,
  Session,
  type SessionState,
  type StateChange,
  StoppedError,
} from '@wearwire/client-core';
import { Opcode, type ReadingOf, Role } from '@wearwire/protocol';
import { DropReporter } from './drop-reporter.js';
import { Entry } from './entry.js';
import { type BufferPort, EventBuffer } from './event-buffer.js';
import { Flushes } from './flushes.js';
import { CLOSE_FLUSH_MS } from './limits.js';
import { Outbox } from './outbox.js';
import { Presence } from './presence.js';
import type {
  CloseOptions,
  CloseReport,
  FlushOptions,
  Producer,
  ProducerOptions,
  ProducerSignals,
  SensorStatus,
  SubmitOutcome,
} from './producer-api.js';
import { newProducerId } from './producer-id.js';
import { checkedOptions } from './producer-options.js';
import { Sender } from './sender.js';
import { type Journal, openJournalOf } from './store/persistence-port.js';
import { submitFrame, submitMessage, utf8Bytes } from './submit-frame.js';

/** Creates a producer. Throws `OptionError` for an invalid option. */
export function createProducer(options: ProducerOptions): Producer {
  return new StreamProducer(options);
}

class StreamProducer implements Producer {
  readonly ended: Promise<ClientError | undefined>;
  #resolveEnded!: (error: ClientError | undefined) => void;
  readonly #signals = new Listeners();
  readonly #session: Session;
  readonly #buffer: EventBuffer;
  readonly #outbox: Outbox;
  readonly #sender: Sender;
  readonly #flushes: Flushes;
  readonly #drops: DropReporter;
  readonly #ages: Alarm;
  readonly #presence: Presence | undefined;
  readonly #producerId = newProducerId();
  readonly #journal: Journal | undefined;
  #lastId = 0;
  #closing: Promise<CloseReport> | undefined;
  /** Whether an error has ended the producer while its journal continues. */
  #isStoreOnly = false;
  #journalClosed: Promise<boolean> | undefined;
  /** Events left at the end. */
  #report: CloseReport = { unsentEvents: 0, unconfirmedEvents: 0 };

  constructor(options: ProducerOptions) {
    checkClientOptions(options);
    const { limits, flushIntervalMs, policyOf } = checkedOptions(options);
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    const session = this.#createSession(options);
    const { clock } = session;
    this.#session = session;
    this.#drops = new DropReporter(clock, (dropped) => this.#signals.emit('dropped', dropped));
    const dropped: BufferPort['dropped'] = (entry, reason) => {
      this.#journal?.dropped(entry);
      this.#drops.add(1, reason);
      this.#settle(entry, 'dropped');
    };
    this.#buffer = new EventBuffer(limits, policyOf, {
      dropped,
      droppedBlock: ({ firstId, count }, reason) => {
        this.#drops.add(count, reason);
        this.#flushes.markSettled(firstId, count);
      },
      refilled: () => this.#sender.pump(),
    });
    this.#outbox = new Outbox(limits, this.#buffer, policyOf, {
      taken: (entry) => this.#journal?.taken(entry),
      maySend: (entry) => this.#journal?.maySend(entry) ?? true,
      send: (entries, isNumbered) => {
        session.send(submitMessage(entries, isNumbered, session.negotiated.encoding));
      },
      beat: () => session.beat(),
      dropped,
    });
    this.#flushes = new Flushes(clock);
    this.#sender = new Sender(session, this.#outbox, this.#flushes, limits, flushIntervalMs);
    this.#ages = new Alarm(clock, () => this.#watchAges());
    this.#presence = options.serverTakesStatus ? new Presence(session) : undefined;
    const openJournal = options.persistence && openJournalOf(options.persistence);
    this.#journal = openJournal?.(this.#producerId, {
      buffer: this.#buffer,
      outbox: this.#outbox,
      flushes: this.#flushes,
      written: () => this.#sender.pump(),
      failed: (error) => this.#signals.fail(error),
    });
    // Start asynchronously, so that the caller can add listeners first.
    queueMicrotask(() => void this.#start());
  }

  get state(): SessionState {
    return this.#session.state;
  }

  get queuedEvents(): number {
    return this.#buffer.events;
  }

  get unconfirmedEvents(): number {
    return this.#outbox.unconfirmedEvents;
  }

  get droppedEvents(): number {
    return this.#drops.total;
  }

  on<S extends keyof ProducerSignals>(
    signal: S,
    listener: (value: ProducerSignals[S]) => void,
  ): Off {
    return this.#signals.on(signal, listener);
  }

  /** Hot path. */
  submit<T extends string>(type: T, reading: ReadingOf<T>): Promise<SubmitOutcome> {
    const text = submitFrame(type, reading as Readonly<Record<string, unknown>>);
    const entry = new Entry(this.#lastId + 1, type, text, utf8Bytes(text), this.#nowMs);
    if (this.#isStoreOnly) {
      this.#storeOnly(entry);
    } else if (this.#closing || this.state === 'stopped') {
      this.#drops.add(1, 'stopped');
      entry.settle('dropped');
    } else {
      this.#lastId++;
      this.#journal?.submitted(entry);
      this.#buffer.add(entry);
      this.#sender.submitted();
      this.#watchAges();
    }
    return entry.outcome;
  }

  flush({ timeoutMs }: FlushOptions = {}): Promise<void> {
    const events = this.queuedEvents + this.unconfirmedEvents;
    if (events === 0) return Promise.resolve();
    // The events that are left are in the store.
    if (this.state === 'stopped') return Promise.reject(new StoppedError());
    const flushed = this.#flushes.wait(this.#lastId, events, timeoutMs);
    this.#sender.flush();
    return flushed;
  }

  networkChanged(): void {
    this.#session.networkChanged();
  }

  close({ timeoutMs = CLOSE_FLUSH_MS }: CloseOptions = {}): Promise<CloseReport> {
    this.#closing ??= this.#flushAndStop(timeoutMs);
    return this.#closing;
  }

  tellStatus(status: SensorStatus): void {
    this.#presence?.report(status);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  #createSession(options: ProducerOptions): Session {
    return new Session(
      options,
      Role.Producer,
      {
        extended: (frame) => {
          if (frame.op === Opcode.Ack)
            this.#confirmed(this.#outbox.numberAcked(frame.d.n, this.#nowMs));
        },
        identifyExtras: ({ extensions }) =>
          extensions.includes('ack')
            ? { producer_id: this.#journal?.producerId ?? this.#producerId }
            : {},
        beatSent: (ordinal) => this.#outbox.barrier(ordinal),
        beatAcked: (ordinal) => this.#confirmed(this.#outbox.heartbeatAcked(ordinal, this.#nowMs)),
        changed: (change) => this.#changed(change),
        failed: (error) => this.#signals.emit('error', error),
        ended: (error) => void this.#end(error),
      },
      ['ack', 'batch'],
    );
  }

  get #nowMs(): number {
    return this.#session.clock.now();
  }

  /** Restores the events of an earlier run, which are sent first. */
  async #start(): Promise<void> {
    await this.#journal?.load();
    if (this.state !== 'idle') return;
    this.#watchAges();
    this.#session.start();
  }

  /** Drops events when they are too old, even while nothing is being sent. */
  #watchAges(): void {
    if (this.#ages.isSet || this.queuedEvents === 0) return;
    const nowMs = this.#nowMs;
    const nextMs = this.#buffer.expire(nowMs);
    if (nextMs !== undefined) this.#ages.set(nextMs - nowMs + 1);
  }

  #changed(change: StateChange): void {
    const isReady = change.state === 'ready';
    const { negotiated, roundTripMs } = this.#session;
    const resentEvents = isReady
      ? this.#outbox.connected(negotiated.extensions, roundTripMs, this.#nowMs)
      : 0;
    this.#signals.emit('state', change);
    if (!isReady) return;
    if (resentEvents > 0) this.#signals.emit('resent', { count: resentEvents });
    this.#presence?.connected();
    this.#sender.flush();
  }

  #confirmed(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#journal?.confirmed(entries);
    for (const entry of entries) this.#settle(entry, 'acked');
    this.#sender.pump();
  }

  #settle(entry: Entry, outcome: SubmitOutcome): void {
    entry.settle(outcome);
    this.#flushes.markSettled(entry.id);
  }

  async #flushAndStop(timeoutMs: number): Promise<CloseReport> {
    const startMs = this.#nowMs;
    await this.flush({ timeoutMs }).catch(() => {}); // The report contains the remaining events.
    this.#session.stop(timeoutMs - (this.#nowMs - startMs));
    await this.ended;
    await this.#closeJournal();
    return this.#report;
  }

  async #end(error: ClientError | undefined): Promise<void> {
    this.#sender.end();
    this.#ages.stop();
    const unconfirmed = this.#outbox.drain();
    const unsentEvents = this.#buffer.events;
    const unsent = this.#buffer.drain();
    this.#report = { unsentEvents, unconfirmedEvents: unconfirmed.length };
    const remaining = [...unconfirmed, ...unsent];
    // Ended by an error while the app continues: store further events for the next producer.
    this.#isStoreOnly = error !== undefined && !this.#closing && this.#journal !== undefined;
    const isKept = this.#isStoreOnly ? await this.#journal?.flush() : await this.#closeJournal();
    for (const entry of remaining) entry.settle(isKept ? 'kept' : 'dropped');
    if (!isKept) this.#drops.add(remaining.length, 'stopped');
    this.#drops.end();
    this.#flushes.end(error);
    if (error) this.#signals.fail(error);
    this.#resolveEnded(error);
  }

  #closeJournal(): Promise<boolean> | undefined {
    this.#isStoreOnly = false;
    this.#journalClosed ??= this.#journal?.close();
    return this.#journalClosed;
  }

  /** Stores an event without sending it. */
  #storeOnly(entry: Entry): void {
    this.#lastId++;
    this.#journal?.submitted(entry);
    void this.#journal?.flush().then((isKept) => {
      if (!isKept) this.#drops.add(1, 'stopped');
      entry.settle(isKept ? 'kept' : 'dropped');
    });
  }
}
