/**
 * One direction of a TCP connection over the link: delivers messages in order and retransmits lost ones.
 * Messages written in one turn of the event loop are sent together, as if the application corked its socket.
 */
import type { TimerHandle } from '@wearwire/client-core';
import { type Direction, type Link, SEGMENT_BYTES } from './link.js';

/** Size of the operating system's send buffer; further bytes are buffered in the application's socket. */
const SYSTEM_BUFFER_BYTES = 128 * 1024;
/** Maximum number of bytes that a connection sends at once, so that connections share the link. */
const CHUNK_BYTES_MAX = 16 * SEGMENT_BYTES;

interface Message {
  bytes: number;
  readonly deliver: () => void;
}

export class Stream {
  readonly #link: Link;
  readonly #direction: Direction;
  readonly #address: number;
  #queue: Message[] = [];
  #queuedBytes = 0;
  #isScheduled = false;
  #failedAttempts = 0;
  #isClosed = false;
  readonly #timers = new Set<TimerHandle>();
  #lastArrivalMs = 0;
  /** Chunks in transit, in order. */
  #inTransit: (readonly Message[])[] = [];

  constructor(link: Link, direction: Direction) {
    this.#link = link;
    this.#direction = direction;
    this.#address = link.address;
  }

  /** Bytes that were written but not sent yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Bytes in the application's socket while the system's buffer is full. */
  get bufferedBytes(): number {
    return Math.max(0, this.#queuedBytes - SYSTEM_BUFFER_BYTES);
  }

  write(bytes: number, deliver: () => void): void {
    if (this.#isClosed) return;
    this.#queue.push({ bytes, deliver });
    this.#queuedBytes += bytes;
    this.#schedule(0);
  }

  /** Stops sending and delivering. */
  close(): void {
    this.#isClosed = true;
    this.#queue = [];
    this.#queuedBytes = 0;
    for (const timer of this.#timers) this.#link.clock.clearTimeout(timer);
    this.#timers.clear();
  }

  #after(delayMs: number, callback: () => void): void {
    const timer = this.#link.clock.setTimeout(() => {
      this.#timers.delete(timer);
      callback();
    }, delayMs);
    this.#timers.add(timer);
  }

  #schedule(delayMs: number): void {
    if (this.#isScheduled || this.#queue.length === 0) return;
    this.#isScheduled = true;
    this.#after(delayMs, () => {
      this.#isScheduled = false;
      this.#send();
    });
  }

  /** Sends the next chunk. If it does not arrive, resends it later, before any other chunk. */
  #send(): void {
    const { clock } = this.#link;
    const messages: Message[] = [];
    let bytes = 0;
    for (const message of this.#queue) {
      if (bytes > 0 && bytes + message.bytes > CHUNK_BYTES_MAX) break;
      messages.push(message);
      bytes += message.bytes;
    }
    const arrivesAtMs = this.#link.transmit(this.#direction, bytes, this.#address);
    if (arrivesAtMs === undefined) {
      this.#schedule(this.#link.retransmissionTimeoutMs(this.#failedAttempts++));
      return;
    }
    this.#failedAttempts = 0;
    this.#queue.splice(0, messages.length);
    this.#queuedBytes -= bytes;
    // Jitter does not reorder a stream.
    this.#lastArrivalMs = Math.max(this.#lastArrivalMs, arrivesAtMs);
    this.#inTransit.push(messages);
    this.#after(this.#lastArrivalMs - clock.now(), () => this.#deliver(messages));
    // Send the next chunk when this one has been sent, so that other connections of the phone can send too.
    this.#schedule(Math.max(0, this.#link.busyUntilMs(this.#direction) - clock.now()));
  }

  /** Delivers chunks up to `last`, in order, because system timers may fire slightly out of order. */
  #deliver(last: readonly Message[]): void {
    if (!this.#inTransit.includes(last)) return;
    for (let messages = this.#inTransit.shift(); messages; messages = this.#inTransit.shift()) {
      for (const { deliver } of messages) if (!this.#isClosed) deliver();
      if (messages === last) return;
    }
  }
}
