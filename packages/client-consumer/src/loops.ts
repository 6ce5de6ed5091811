/**
 * The loops of a consumer: each has its own queue and receives every event after its start. The fullest
 * queue determines when reading pauses and resumes.
 *
 * If the last loop ends and there are no listeners, its queue is parked: it continues to receive events, and pauses
 * reading when it is full, until the next loop or listener takes it over.
 */
import type { ClientError } from '@wearwire/client-core';
import type { StreamEvent } from './events.js';
import { Mailbox, type MailboxOwner } from './mailbox.js';
import type { Progress } from './progress.js';

export interface LoopsPort {
  /** Called with `true` if a queue is full and reading must pause, with `false` if all are at most half full. */
  setPaused(isPaused: boolean): void;
  /** Called when a loop has processed an event. */
  onProgress(): void;
}

export class Loops implements MailboxOwner {
  readonly #port: LoopsPort;
  readonly #hasOtherReceivers: () => boolean;
  readonly #eventsMax: number;
  readonly #mailboxes = new Set<Mailbox>();
  #parked: Mailbox | undefined;
  #isPaused = false;
  #hasEnded = false;
  #error: ClientError | undefined;

  /** `hasOtherReceivers`: whether there are receivers other than loops. */
  constructor(eventsMax: number, port: LoopsPort, hasOtherReceivers: () => boolean) {
    this.#eventsMax = eventsMax;
    this.#port = port;
    this.#hasOtherReceivers = hasOtherReceivers;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Whether there is neither a loop nor a parked queue. */
  get isEmpty(): boolean {
    return this.#mailboxes.size === 0;
  }

  /**
   * Returns the minimum of `ofListeners` and the progress of all loops; `start`: progress of a loop before its
   * first event.
   */
  progress(ofListeners: Progress | undefined, start: Progress | undefined): Progress | undefined {
    let minimum = ofListeners;
    for (const { handled = start } of this.#mailboxes) {
      if (handled === undefined) return undefined;
      if (minimum === undefined || handled.ordinal < minimum.ordinal) minimum = handled;
    }
    return minimum;
  }

  /** Starts a loop after the newest delivered event, or with the parked queue. */
  open(newest: Progress | undefined): Mailbox {
    const mailbox = this.#parked ?? new Mailbox(this, newest, newest?.ordinal ?? 0);
    this.#parked = undefined;
    if (this.#hasEnded) mailbox.end(this.#error);
    else this.#mailboxes.add(mailbox);
    return mailbox;
  }

  push(event: StreamEvent): void {
    let isFull = false;
    for (const mailbox of this.#mailboxes) {
      mailbox.push(event);
      if (mailbox.size >= this.#eventsMax) isFull = true;
    }
    if (isFull) this.#setPaused(true);
  }

  end(error?: ClientError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#error = error;
    for (const mailbox of this.#mailboxes) mailbox.end(error);
  }

  /** Removes and returns the parked queue, whose events a listener will receive. */
  unpark(): Mailbox | undefined {
    const parked = this.#parked;
    if (!parked) return undefined;
    this.#parked = undefined;
    this.#mailboxes.delete(parked);
    return parked;
  }

  onRequested(): void {
    this.#port.onProgress();
  }

  onRemoved(): void {
    if (!this.#isPaused) return;
    for (const { size } of this.#mailboxes) if (size > this.#eventsMax / 2) return;
    this.#setPaused(false);
  }

  onEnded(mailbox: Mailbox): void {
    this.#mailboxes.delete(mailbox);
    if (this.#mailboxes.size === 0 && !this.#hasOtherReceivers()) {
      this.#parked = new Mailbox(this, mailbox.handled, mailbox.returnedOrdinal);
      for (const event of mailbox.takeAll()) this.#parked.push(event);
      this.#mailboxes.add(this.#parked);
    }
    this.onRemoved();
  }

  #setPaused(isPaused: boolean): void {
    if (this.#isPaused === isPaused) return;
    this.#isPaused = isPaused;
    this.#port.setPaused(isPaused);
  }
}
