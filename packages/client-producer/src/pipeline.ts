/**
 * Joins the parts: submit -> buffer -> outbox -> sender -> session, and the journal beside them where there
 * is a store. What each of them decides is its own; here they are told what happened, and everything that
 * becomes of an event passes through `#settled`.
 */
import {
  type ClientError,
  type Listeners,
  limitOptions,
  Session,
  type StateChange,
} from '@wearwire/client-core';
import { Opcode, Role } from '@wearwire/protocol';
import { AgeWatch } from './age-watch.js';
import { dropPoliciesOf } from './drop-policies.js';
import { DropTeller } from './drop-teller.js';
import { Entry } from './entry.js';
import { EventBuffer, type OnDropped } from './event-buffer.js';
import { Flushes } from './flushes.js';
import { PRODUCER_LIMITS } from './limits.js';
import { Outbox } from './outbox.js';
import { Presence } from './presence.js';
import type {
  CloseReport,
  Delivery,
  Dropped,
  ProducerOptions,
  SensorStatus,
  SubmitOutcome,
} from './producer-api.js';
import { newProducerId } from './producer-id.js';
import { Sender } from './sender.js';
import type { Journal, JournalPort, StoredState } from './store/persistence.js';
import { utf8Bytes } from './submit-frame.js';

export class Pipeline {
  readonly session: Session;
  readonly buffer: EventBuffer;
  readonly outbox: Outbox;
  readonly drops: DropTeller;
  /** What was left at the end. */
  report: CloseReport = { unsentEvents: 0, unconfirmedEvents: 0 };
  readonly #signals: Listeners;
  readonly #ended: (error: ClientError | undefined) => void;
  readonly #delivery: Delivery;
  readonly #producerId = newProducerId();
  readonly #journal: Journal | undefined;
  readonly #flushes: Flushes;
  readonly #ages: AgeWatch;
  readonly #sender: Sender;
  readonly #presence: Presence | undefined;
  #lastId = 0;
  /** Came back and was not told of yet: what was sent without its number, and what was sent with it. */
  #backPlain = 0;
  #backNumbered = 0;

  /** `ended`: once, last of all. */
  constructor(
    options: ProducerOptions & { readonly delivery: Delivery },
    signals: Listeners,
    ended: (error: ClientError | undefined) => void,
  ) {
    const limits = limitOptions(PRODUCER_LIMITS, options);
    const policyOf = dropPoliciesOf(options);
    this.#delivery = options.delivery;
    this.#signals = signals;
    this.#ended = ended;
    const session = this.#makeSession(options);
    const { clock } = session;
    this.session = session;
    this.#presence = options.serverTakesStatus ? new Presence(session) : undefined;
    this.drops = new DropTeller(clock, (dropped) => signals.emit('dropped', dropped));
    const drop: OnDropped = (entry, reason) => this.#drop(entry, reason);
    const buffer = new EventBuffer(limits, policyOf, drop);
    this.buffer = buffer;
    this.#ages = new AgeWatch(clock, buffer);
    const outbox = new Outbox(limits, buffer, options.delivery, drop);
    this.outbox = outbox;
    const flushes = new Flushes(clock);
    this.#flushes = flushes;
    const journal = options.persistence?.(this.#producerId, this.#journalPort());
    this.#journal = journal;
    this.#sender = new Sender({ session, buffer, outbox, flushes, journal }, limits);
  }

  /** What an earlier run left comes first. */
  async start(): Promise<void> {
    await this.#journal?.load();
    this.session.start();
  }

  /** Hot path. */
  submit(type: string, text: string): Entry {
    this.#lastId++;
    const nowMs = this.session.clock.now();
    const entry = new Entry(this.#lastId, type, text, utf8Bytes(text), nowMs);
    this.#journal?.event(entry);
    this.buffer.add(entry);
    this.#sender.pump();
    if (this.buffer.events > 0) this.#ages.watch();
    return entry;
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
        dispatched: () => {},
        extended: (frame) => {
          if (frame.op === Opcode.Ack) this.#confirmed(this.outbox.numberAcked(frame.d.n));
        },
        identifyExtras: ({ extensions }) =>
          extensions.includes('ack')
            ? { producer_id: this.#journal?.producerId ?? this.#producerId }
            : {},
        beatSent: (ordinal) => this.outbox.barrier(ordinal),
        beatAcked: (ordinal) => this.#confirmed(this.outbox.heartbeatAcked(ordinal)),
        changed: (change) => this.#changed(change),
        failed: (error) => this.#signals.emit('error', error),
        ended: (error) => this.#end(error),
      },
      ['ack'],
    );
  }

  #journalPort(): JournalPort {
    return {
      loaded: (state) => this.#loaded(state),
      written: () => this.#sender.pump(),
      failed: (error) => this.#signals.fail(error),
    };
  }

  #loaded({ entries, lastN }: StoredState): void {
    if (this.session.state === 'stopped') return;
    this.outbox.numberFrom(lastN);
    this.#flushes.preceded(entries.length);
    this.#backNumbered = entries.filter(({ sentAs }) => sentAs !== 'not').length;
    this.buffer.putBack(entries);
    this.#ages.watch();
  }

  #changed(change: StateChange): void {
    // Of a stop nothing is sent again: what is unconfirmed stays so, for the report.
    const isLost = change.previous === 'ready' && change.state !== 'closing';
    if (isLost && change.state !== 'stopped') this.#lost();
    const isReady = change.state === 'ready';
    if (isReady) this.outbox.connected(this.#takesOnce);
    this.#signals.emit('state', change);
    if (!isReady) return;
    this.#tellResent();
    this.#presence?.connected();
    this.#sender.connected();
  }

  #lost(): void {
    this.#sender.lost();
    for (const { sentAs, wasPlain } of this.outbox.lost()) {
      if (wasPlain) this.#backPlain++;
      else if (sentAs === 'numbered') this.#backNumbered++;
    }
    this.#ages.watch();
  }

  /** Whether the server takes a number once. */
  get #takesOnce(): boolean {
    return this.session.negotiated.extensions.includes('ack');
  }

  #tellResent(): void {
    const count = this.#takesOnce ? this.#backPlain : this.#backPlain + this.#backNumbered;
    this.#backPlain = this.#backNumbered = 0;
    if (count > 0 && this.#delivery === 'at-least-once') this.#signals.emit('resent', { count });
  }

  #confirmed(entries: readonly Entry[]): void {
    if (entries.length === 0) return;
    this.#journal?.confirmed(entries);
    for (const entry of entries) this.#settled(entry, 'acked');
    this.#sender.pump();
  }

  #drop(entry: Entry, reason: Dropped['reason']): void {
    this.#journal?.dropped(entry);
    this.drops.add(1, reason);
    this.#settled(entry, 'dropped');
  }

  #settled(entry: Entry, outcome: SubmitOutcome): void {
    entry.settle(outcome);
    this.#flushes.settled(entry.id);
  }

  #end(error: ClientError | undefined): void {
    this.#sender.end();
    this.#ages.end();
    const unconfirmed = this.outbox.drain();
    const unsent = this.buffer.drain();
    this.report = { unsentEvents: unsent.length, unconfirmedEvents: unconfirmed.length };
    const left = [...unconfirmed, ...unsent];
    if (this.#journal)
      void this.#journal.close().then((isKept) => this.#finish(left, isKept, error));
    else this.#finish(left, false, error);
  }

  #finish(left: readonly Entry[], isKept: boolean, error: ClientError | undefined): void {
    for (const entry of left) entry.settle(isKept ? 'kept' : 'dropped');
    if (!isKept) this.drops.add(left.length, 'stopped');
    this.drops.end();
    this.#flushes.end(error);
    if (error) this.#signals.fail(error);
    this.#ended(error);
  }
}
