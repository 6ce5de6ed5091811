/**
 * Joins the parts: submit -> buffer -> outbox -> sender -> session, and the journal beside them where there
 * is a store. What each of them decides is its own; here they are told what happened, and everything that
 * becomes of an event passes through `#settled`.
 */
import {
  Alarm,
  type ClientError,
  choiceOption,
  type Listeners,
  limitOptions,
  Session,
  type StateChange,
} from '@wearwire/client-core';
import { Opcode, Role } from '@wearwire/protocol';
import { DropTeller } from './drop-teller.js';
import { Entry } from './entry.js';
import { EventBuffer, type OnDropped } from './event-buffer.js';
import { Flushes } from './flushes.js';
import { PRODUCER_LIMITS } from './limits.js';
import { Outbox } from './outbox.js';
import { Presence } from './presence.js';
import type {
  CloseReport,
  DropPolicy,
  ProducerOptions,
  SensorStatus,
  SubmitOutcome,
} from './producer-api.js';
import { newProducerId } from './producer-id.js';
import { Sender } from './sender.js';
import type { Journal, StoredState } from './store/persistence.js';
import { utf8Bytes } from './submit-frame.js';

const DROP_POLICIES: readonly DropPolicy[] = ['drop-oldest', 'drop-newest', 'latest-only'];

export class Pipeline {
  readonly session: Session;
  readonly buffer: EventBuffer;
  readonly outbox: Outbox;
  readonly drops: DropTeller;
  /** What was left at the end. */
  report: CloseReport = { unsentEvents: 0, unconfirmedEvents: 0 };
  readonly #signals: Listeners;
  readonly #ended: (error: ClientError | undefined) => void;
  readonly #producerId = newProducerId();
  readonly #journal: Journal | undefined;
  readonly #flushes: Flushes;
  readonly #ages: Alarm;
  readonly #sender: Sender;
  readonly #presence: Presence | undefined;
  #lastId = 0;

  /** `ended`: once, last of all. */
  constructor(
    options: ProducerOptions,
    signals: Listeners,
    ended: (error: ClientError | undefined) => void,
  ) {
    const { delivery = 'at-least-once', dropPolicy = 'drop-oldest', dropPolicies = {} } = options;
    const limits = limitOptions(PRODUCER_LIMITS, options);
    choiceOption('delivery', delivery, ['at-least-once', 'at-most-once']);
    for (const policy of [dropPolicy, ...Object.values(dropPolicies)]) {
      choiceOption('a drop policy', policy, DROP_POLICIES);
    }
    this.#signals = signals;
    this.#ended = ended;
    const session = this.#makeSession(options);
    const { clock } = session;
    this.session = session;
    this.#presence = options.serverTakesStatus ? new Presence(session) : undefined;
    this.drops = new DropTeller(clock, (dropped) => signals.emit('dropped', dropped));
    const drop: OnDropped = (entry, reason) => {
      this.#journal?.dropped(entry);
      this.drops.add(1, reason);
      this.#settled(entry, 'dropped');
    };
    const buffer = new EventBuffer(limits, (type) => dropPolicies[type] ?? dropPolicy, drop);
    this.buffer = buffer;
    this.#ages = new Alarm(clock, () => this.#watchAges());
    const outbox = new Outbox(limits, buffer, delivery, drop);
    this.outbox = outbox;
    const flushes = new Flushes(clock);
    this.#flushes = flushes;
    const journal = options.persistence?.(this.#producerId, {
      loaded: (state) => this.#loaded(state),
      written: () => this.#sender.pump(),
      failed: (error) => signals.fail(error),
    });
    this.#journal = journal;
    this.#sender = new Sender({ session, outbox, flushes, journal }, limits);
  }

  /** What an earlier run left comes first. */
  async start(): Promise<void> {
    await this.#journal?.load();
    this.session.start();
  }

  /** Hot path. */
  submit(type: string, text: string): Promise<SubmitOutcome> {
    this.#lastId++;
    const nowMs = this.session.clock.now();
    const entry = new Entry(this.#lastId, type, text, utf8Bytes(text), nowMs);
    this.#journal?.event(entry);
    this.buffer.add(entry);
    this.#sender.pump();
    this.#watchAges();
    return entry.outcome;
  }

  flush(timeoutMs: number | undefined): Promise<void> {
    const events = this.buffer.events + this.outbox.unconfirmedEvents;
    if (events === 0) return Promise.resolve();
    const flushed = this.#flushes.wait(this.#lastId, events, timeoutMs);
    this.#sender.pump();
    return flushed;
  }

  tellStatus(status: SensorStatus): void {
    this.#presence?.tell(status);
  }

  #makeSession(options: ProducerOptions): Session {
    return new Session(
      options,
      Role.Producer,
      {
        extended: (frame) => {
          if (frame.op === Opcode.Ack) this.#confirmed(this.outbox.numberAcked(frame.d.n));
        },
        identifyExtras: () =>
          this.#takesOnce ? { producer_id: this.#journal?.producerId ?? this.#producerId } : {},
        beatSent: (ordinal) => this.outbox.barrier(ordinal),
        beatAcked: (ordinal) => this.#confirmed(this.outbox.heartbeatAcked(ordinal)),
        changed: (change) => this.#changed(change),
        failed: (error) => this.#signals.emit('error', error),
        ended: (error) => this.#end(error),
      },
      ['ack'],
    );
  }

  /** Drops what has waited too long when its time comes, also while nothing is sent. */
  #watchAges(): void {
    if (this.#ages.isSet || this.buffer.events === 0) return;
    const nowMs = this.session.clock.now();
    const nextMs = this.buffer.expire(nowMs);
    if (nextMs !== undefined) this.#ages.set(nextMs - nowMs + 1);
  }

  #loaded({ entries, lastN }: StoredState): void {
    if (this.session.state === 'stopped') return;
    const numbered = entries.filter(({ n }) => n > 0).sort((a, b) => a.n - b.n);
    this.outbox.restore(numbered, lastN);
    this.#flushes.preceded(entries.length);
    const newer = this.buffer.drain();
    for (const entry of entries) if (entry.n === 0) this.buffer.add(entry);
    for (const entry of newer) this.buffer.add(entry);
    this.#watchAges();
  }

  #changed(change: StateChange): void {
    const isReady = change.state === 'ready';
    const twice = isReady ? this.outbox.connected(this.#takesOnce, this.session.clock.now()) : 0;
    this.#signals.emit('state', change);
    if (!isReady) return;
    if (twice > 0) this.#signals.emit('resent', { count: twice });
    this.#presence?.connected();
    this.#sender.pump();
  }

  /** Whether the server takes a number once. */
  get #takesOnce(): boolean {
    return this.session.negotiated.extensions.includes('ack');
  }

  #confirmed(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#journal?.confirmed(entries);
    for (const entry of entries) this.#settled(entry, 'acked');
    this.#sender.pump();
  }

  #settled(entry: Entry, outcome: SubmitOutcome): void {
    entry.settle(outcome);
    this.#flushes.settled(entry.id);
  }

  async #end(error: ClientError | undefined): Promise<void> {
    this.#sender.end();
    this.#ages.stop();
    const unconfirmed = this.outbox.drain();
    const unsent = this.buffer.drain();
    this.report = { unsentEvents: unsent.length, unconfirmedEvents: unconfirmed.length };
    const left = [...unconfirmed, ...unsent];
    const isKept = (await this.#journal?.close()) ?? false;
    for (const entry of left) entry.settle(isKept ? 'kept' : 'dropped');
    if (!isKept) this.drops.add(left.length, 'stopped');
    this.drops.end();
    this.#flushes.end(error);
    if (error) this.#signals.fail(error);
    this.#ended(error);
  }
}
