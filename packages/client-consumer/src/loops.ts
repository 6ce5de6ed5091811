/**
 * The loops of a consumer: each has its own queue and sees every event from its beginning on. The fullest
 * queue says when reading is put on hold, and when it goes on.
 *
 * When the last loop is left and nobody else listens, its queue is parked: it fills on, and holds back, until
 * the next loop takes it over.
 */
import type { ClientError } from '@wearwire/client-core';
import type { StreamEvent } from './events.js';
import { Mailbox, type MailboxOwner } from './mailbox.js';

export interface LoopsPort {
  /** A queue is full: put reading on hold. */
  pause(): void;
  /** All are down to half: read on. */
  resume(): void;
  /** Whether events are wanted by others than loops. */
  hasOtherReceivers(): boolean;
}

export class Loops implements MailboxOwner {
  readonly #port: LoopsPort;
  readonly #eventsMax: number;
  readonly #mailboxes = new Set<Mailbox>();
  #parked: Mailbox | undefined;
  #isPaused = false;
  #hasEnded = false;
  #error: ClientError | undefined;

  constructor(eventsMax: number, port: LoopsPort) {
    this.#eventsMax = eventsMax;
    this.#port = port;
  }

  get isPaused(): boolean {
    return this.#isPaused;
  }

  /** Whether no loop is there, nor one that was left and parked. */
  get isEmpty(): boolean {
    return this.#mailboxes.size === 0;
  }

  /** The least seq that a loop has done with; `receivedSeq` without loops. */
  position(receivedSeq: number | undefined): number | undefined {
    let position = receivedSeq;
    for (const { handledSeq } of this.#mailboxes) {
      if (handledSeq === undefined) return undefined;
      if (position === undefined || handledSeq < position) position = handledSeq;
    }
    return position;
  }

  /** A new loop, behind `receivedSeq` or where the last one was left. */
  open(receivedSeq: number | undefined): Mailbox {
    const mailbox = this.#parked ?? new Mailbox(this, receivedSeq);
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
    if (!isFull || this.#isPaused) return;
    this.#isPaused = true;
    this.#port.pause();
  }

  end(error?: ClientError): void {
    if (this.#hasEnded) return;
    this.#hasEnded = true;
    this.#error = error;
    for (const mailbox of this.#mailboxes) mailbox.end(error);
  }

  /** What is parked, for a receiver of another kind; nothing is parked afterwards. */
  unpark(): StreamEvent[] {
    const parked = this.#parked;
    if (!parked) return [];
    this.#parked = undefined;
    this.#mailboxes.delete(parked);
    const events = parked.takeAll();
    this.taken();
    return events;
  }

  taken(): void {
    if (!this.#isPaused) return;
    for (const { size } of this.#mailboxes) if (size > this.#eventsMax / 2) return;
    this.#isPaused = false;
    this.#port.resume();
  }

  left(mailbox: Mailbox): void {
    this.#mailboxes.delete(mailbox);
    if (this.#mailboxes.size === 0 && !this.#port.hasOtherReceivers()) {
      this.#parked = new Mailbox(this, mailbox.handledSeq);
      for (const event of mailbox.takeAll()) this.#parked.push(event);
      this.#mailboxes.add(this.#parked);
    }
    this.taken();
  }
}
