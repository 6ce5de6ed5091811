/**
 * One direction of one TCP connection over the link: chunks in, the same chunks out, in order, however often
 * they had to be sent. What one turn writes is one chunk, as an application that corks its socket does it.
 */
import type { TimerHandle } from '@wearwire/client-core';
import type { Direction, Link } from './link.js';

/** What the system's own send buffer takes; beyond it the application's socket keeps bytes back. */
const SYSTEM_BUFFER_BYTES = 128 * 1024;
/** The system hands the link no more than this at once, so that connections share it. */
const CHUNK_BYTES_MAX = 16 * 1_448;

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
  #times = 0;
  #isClosed = false;
  readonly #timers = new Set<TimerHandle>();
  #arrivedAtMs = 0;
  /** What is on its way, in order. */
  #arriving: (readonly Message[])[] = [];

  constructor(link: Link, direction: Direction) {
    this.#link = link;
    this.#direction = direction;
    this.#address = link.address;
  }

  /** Bytes that were written and have not left yet. */
  get queuedBytes(): number {
    return this.#queuedBytes;
  }

  /** Bytes that the application's own socket holds, the system's buffer being full. */
  get heldBytes(): number {
    return Math.max(0, this.#queuedBytes - SYSTEM_BUFFER_BYTES);
  }

  write(bytes: number, deliver: () => void): void {
    if (this.#isClosed) return;
    this.#queue.push({ bytes, deliver });
    this.#queuedBytes += bytes;
    this.#schedule(0);
  }

  /** Nothing more is sent or delivered. */
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

  /** Sends what one chunk takes; what does not arrive is sent again later, and nothing before it. */
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
      this.#schedule(this.#link.retransmitMs(this.#times++));
      return;
    }
    this.#times = 0;
    this.#queue.splice(0, messages.length);
    this.#queuedBytes -= bytes;
    // Jitter does not reorder a stream.
    this.#arrivedAtMs = Math.max(this.#arrivedAtMs, arrivesAtMs);
    this.#arriving.push(messages);
    this.#after(this.#arrivedAtMs - clock.now(), () => this.#arrived(messages));
    // The next chunk goes when this one has left: so the others of the phone have their turn.
    this.#schedule(Math.max(0, this.#link.busyUntilMs(this.#direction) - clock.now()));
  }

  /** Timers of the system may ring out of order by a little: what was sent before arrives before. */
  #arrived(last: readonly Message[]): void {
    if (!this.#arriving.includes(last)) return;
    for (let messages = this.#arriving.shift(); messages; messages = this.#arriving.shift()) {
      for (const { deliver } of messages) if (!this.#isClosed) deliver();
      if (messages === last) return;
    }
  }
}
