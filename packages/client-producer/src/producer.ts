/**
 * Joins the parts of a producer: submit -> outbox -> session. Sending waits for room: in the window of
 * unconfirmed events and in the socket's own buffer. No rule of the protocol is here.
 */
import {
  type ClientError,
  Listeners,
  limitOptions,
  OptionError,
  Session,
  type SessionState,
  type StateChange,
  type TimerHandle,
} from '@wearwire/client-core';
import { type ReadingOf, Role } from '@wearwire/protocol';
import { DropTeller } from './drop-teller.js';
import { Flushes } from './flushes.js';
import { CLOSE_FLUSH_MS, PRODUCER_LIMITS, SOCKET_POLL_MS } from './limits.js';
import { Outbox } from './outbox.js';
import type {
  CloseOptions,
  CloseReport,
  Delivery,
  FlushOptions,
  Off,
  Producer,
  ProducerOptions,
  ProducerSignals,
} from './producer-api.js';
import { submitFrame } from './submit-frame.js';

/** Makes a producer; throws `OptionError` for a setting that cannot be right. */
export function createProducer(options: ProducerOptions): Producer {
  return new StreamProducer(options);
}

class StreamProducer implements Producer {
  readonly ended: Promise<ClientError | undefined>;
  readonly #session: Session;
  readonly #delivery: Delivery;
  readonly #socketBufferBytesMax: number;
  readonly #outbox: Outbox;
  readonly #flushes: Flushes;
  readonly #drops: DropTeller;
  readonly #signals = new Listeners();
  #resolveEnded!: (error: ClientError | undefined) => void;
  #closing: Promise<CloseReport> | undefined;
  #poll: TimerHandle;
  #isPolling = false;
  #resendEvents = 0;

  constructor(options: ProducerOptions) {
    const limits = limitOptions(PRODUCER_LIMITS, options);
    this.#delivery = deliveryOption(options.delivery);
    this.#socketBufferBytesMax = limits.socketBufferBytesMax;
    this.ended = new Promise((resolve) => {
      this.#resolveEnded = resolve;
    });
    this.#session = new Session(options, Role.Producer, {
      dispatched: () => {},
      beatSent: (ordinal) => this.#outbox.barrier(ordinal),
      beatAcked: (ordinal) => this.#confirmed(ordinal),
      changed: (change) => this.#changed(change),
      failed: (error) => this.#signals.emit('error', error),
      ended: (error) => this.#end(error),
    });
    const { clock } = this.#session;
    this.#outbox = new Outbox(limits.bufferEventsMax, limits.unconfirmedEventsMax);
    this.#flushes = new Flushes(clock);
    this.#drops = new DropTeller(clock, (dropped) => this.#signals.emit('dropped', dropped));
    // Behind the present turn, so that all listeners are there before anything happens.
    queueMicrotask(() => this.#session.start());
  }

  get state(): SessionState {
    return this.#session.state;
  }

  get queuedEvents(): number {
    return this.#outbox.waitingEvents;
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

  submit<T extends string>(type: T, reading: ReadingOf<T>): void {
    const text = submitFrame(type, reading as Readonly<Record<string, unknown>>);
    if (this.#closing || this.state === 'stopped') {
      this.#drops.add(1, 'stopped');
      return;
    }
    this.#dropped(this.#outbox.submit(text));
    this.#pump();
  }

  flush(options: FlushOptions = {}): Promise<void> {
    const n = this.#outbox.submittedN;
    if (this.#outbox.isSettled(n)) return Promise.resolve();
    const flushed = this.#flushes.wait(n, options.timeoutMs);
    if (this.state === 'stopped') this.#flushes.end(undefined);
    else this.#pump();
    return flushed;
  }

  close(options: CloseOptions = {}): Promise<CloseReport> {
    this.#closing ??= this.#flushAndStop(options.timeoutMs ?? CLOSE_FLUSH_MS);
    return this.#closing;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #flushAndStop(timeoutMs: number): Promise<CloseReport> {
    await this.flush({ timeoutMs }).catch(() => {}); // The report tells what is left.
    this.#session.stop();
    await this.ended;
    const { waitingEvents, unconfirmedEvents } = this.#outbox;
    return { unsentEvents: waitingEvents, unconfirmedEvents };
  }

  /** Sends what may be sent. Hot path. */
  #pump(): void {
    if (this.state !== 'ready') return;
    while (this.#outbox.maySend) {
      if (this.#session.bufferedBytes > this.#socketBufferBytesMax) {
        this.#pumpLater();
        break;
      }
      this.#session.send(this.#outbox.take() ?? '');
      if (this.#outbox.isBarrierDue) this.#session.beat();
    }
    for (const n of this.#flushes.targets()) {
      if (this.#outbox.needsBarrier(n)) this.#session.beat();
    }
  }

  #pumpLater(): void {
    if (this.#isPolling) return;
    this.#isPolling = true;
    this.#poll = this.#session.clock.setTimeout(() => {
      this.#isPolling = false;
      this.#pump();
    }, SOCKET_POLL_MS);
  }

  #confirmed(ordinal: number): void {
    this.#outbox.confirm(ordinal);
    this.#checkFlushes();
    this.#pump();
  }

  #dropped(count: number): void {
    if (count === 0) return;
    this.#drops.add(count, 'buffer-full');
    this.#checkFlushes();
  }

  #checkFlushes(): void {
    this.#flushes.check((n) => this.#outbox.isSettled(n));
  }

  #changed(change: StateChange): void {
    // Of a stop nothing is sent again: what is unconfirmed stays so, for the report.
    if (change.previous === 'ready' && change.state !== 'closing') this.#lost();
    if (change.state === 'ready') this.#outbox.connected();
    this.#signals.emit('state', change);
    if (change.state !== 'ready') return;
    if (this.#resendEvents > 0) this.#signals.emit('resent', { count: this.#resendEvents });
    this.#resendEvents = 0;
    this.#pump();
  }

  #lost(): void {
    if (this.state === 'stopped') return;
    if (this.#delivery === 'at-most-once') {
      this.#drops.add(this.#outbox.giveUp(), 'unconfirmed');
      this.#checkFlushes();
      return;
    }
    const { restored, dropped } = this.#outbox.restore();
    this.#resendEvents += restored;
    this.#dropped(dropped);
  }

  #end(error: ClientError | undefined): void {
    this.#session.clock.clearTimeout(this.#poll);
    this.#drops.add(this.#outbox.waitingEvents + this.#outbox.unconfirmedEvents, 'stopped');
    this.#drops.end();
    this.#flushes.end(error);
    if (error) this.#signals.fail(error);
    this.#resolveEnded(error);
  }
}

function deliveryOption(delivery: Delivery = 'at-least-once'): Delivery {
  if (delivery === 'at-least-once' || delivery === 'at-most-once') return delivery;
  throw new OptionError('option-invalid', "delivery must be 'at-least-once' or 'at-most-once'");
}
