/**
 * The queue of one loop: received events that the loop has not requested yet. It is unbounded: its owner
 * checks `size` and pauses the link. `handled` advances when the loop requests the next event, which means
 * that it has processed the previous one.
 */
import type { ClientError } from '@wearwire/client-core';
import type { StreamEvent } from './events.js';
import { type Place, placeOf } from './place.js';

export interface MailboxOwner {
  /** The next event was requested. */
  asked(): void;
  /** An event was removed. */
  taken(): void;
  /** The loop was ended. */
  left(mailbox: Mailbox): void;
}

interface Waiter {
  resolve(result: IteratorResult<StreamEvent, undefined>): void;
  reject(error: ClientError): void;
}

const DONE = { done: true, value: undefined } as const;

export class Mailbox implements AsyncIterableIterator<StreamEvent, undefined> {
  readonly #owner: MailboxOwner;
  #queue: StreamEvent[] = [];
  #head = 0;
  #waiters: Waiter[] = [];
  /** Position of the event that is being processed. */
  #given: Place | undefined;
  #ended = false;
  #error: ClientError | undefined;
  /** Position of the last processed event; `undefined` before the first. */
  handled: Place | undefined;
  /** Ordinal of the last event that was taken, counted from the start of the consumer. */
  givenOrdinal: number;

  constructor(owner: MailboxOwner, handled: Place | undefined, givenOrdinal: number) {
    this.#owner = owner;
    this.handled = this.#given = handled;
    this.givenOrdinal = givenOrdinal;
  }

  get size(): number {
    return this.#queue.length - this.#head;
  }

  push(event: StreamEvent): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter.resolve(this.#give(event));
    else this.#queue.push(event);
  }

  /** Ends the queue: at once without an error; with one, the loop throws it after the queued events. */
  end(error?: ClientError): void {
    this.#ended = true;
    if (!error) this.takeAll();
    const [first, ...others] = this.#waiters.splice(0);
    if (!error) first?.resolve(DONE);
    else if (first) first.reject(error);
    else this.#error = error;
    for (const waiter of others) waiter.resolve(DONE);
  }

  /** Empties the queue. */
  takeAll(): StreamEvent[] {
    const events = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    return events;
  }

  next(): Promise<IteratorResult<StreamEvent, undefined>> {
    this.handled = this.#given;
    this.#owner.asked();
    const event = this.#queue[this.#head];
    if (event !== undefined) {
      this.#dropHead();
      const result = this.#give(event);
      this.#owner.taken();
      return Promise.resolve(result);
    }
    const error = this.#error;
    this.#error = undefined;
    if (error) return Promise.reject(error);
    if (this.#ended) return Promise.resolve(DONE);
    return new Promise((resolve, reject) => this.#waiters.push({ resolve, reject }));
  }

  return(): Promise<IteratorResult<StreamEvent, undefined>> {
    if (!this.#ended) {
      this.#owner.left(this);
      this.end();
    }
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #give(event: StreamEvent): IteratorYieldResult<StreamEvent> {
    this.givenOrdinal++;
    this.#given = placeOf(event, this.givenOrdinal);
    return { done: false, value: event };
  }

  /** The queue is an array with a head index that is compacted in large steps. */
  #dropHead(): void {
    this.#head++;
    if (this.#head < 1024 && this.#head < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }
}
