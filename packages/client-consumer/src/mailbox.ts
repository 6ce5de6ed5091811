/**
 * The queue of one loop: received events that the loop has not requested yet. It has no limit of its own: its owner
 * checks `size` and pauses the socket. `handled` advances when the loop requests the next event, which means that it
 * has processed the previous one.
 */
import type { ClientError } from '@wearwire/client-core';
import type { StreamEvent } from './events.js';
import { type Progress, progressAfter } from './progress.js';

export interface MailboxOwner {
  /** Called when the next event was requested. */
  onRequested(): void;
  /** Called when an event was removed. */
  onRemoved(): void;
  /** Called when the loop has ended. */
  onEnded(mailbox: Mailbox): void;
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
  #returned: Progress | undefined;
  #ended = false;
  #error: ClientError | undefined;
  /** Position of the last processed event; `undefined` before the first. */
  handled: Progress | undefined;
  /** Ordinal of the last returned event, counted from the start of the consumer. */
  returnedOrdinal: number;

  constructor(owner: MailboxOwner, handled: Progress | undefined, returnedOrdinal: number) {
    this.#owner = owner;
    this.handled = this.#returned = handled;
    this.returnedOrdinal = returnedOrdinal;
  }

  get size(): number {
    return this.#queue.length - this.#head;
  }

  push(event: StreamEvent): void {
    const waiter = this.#waiters.shift();
    if (waiter) waiter.resolve(this.#resultOf(event));
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

  /** Empties the queue and returns its events. */
  takeAll(): StreamEvent[] {
    const events = this.#queue.slice(this.#head);
    this.#queue = [];
    this.#head = 0;
    return events;
  }

  next(): Promise<IteratorResult<StreamEvent, undefined>> {
    this.handled = this.#returned;
    this.#owner.onRequested();
    const event = this.#queue[this.#head];
    if (event !== undefined) {
      this.#removeFirst();
      const result = this.#resultOf(event);
      this.#owner.onRemoved();
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
      this.#owner.onEnded(this);
      this.end();
    }
    return Promise.resolve(DONE);
  }

  [Symbol.asyncIterator](): this {
    return this;
  }

  #resultOf(event: StreamEvent): IteratorYieldResult<StreamEvent> {
    this.returnedOrdinal++;
    this.#returned = progressAfter(event, this.returnedOrdinal);
    return { done: false, value: event };
  }

  /** Removes the first event. The array is compacted in large steps. */
  #removeFirst(): void {
    this.#head++;
    if (this.#head < 1024 && this.#head < this.#queue.length) return;
    this.#queue = this.#queue.slice(this.#head);
    this.#head = 0;
  }
}
