/**
 * What was submitted and is not safe yet, in order: first what was sent and not confirmed, then what waits.
 * Pure: no timer, no socket.
 *
 * Every event has a number `n` that rises by one. A HEARTBEAT is a barrier: its ACK confirms every event
 * sent before it (P-HB-5). When the link dies the unconfirmed ones go back before the waiting ones, so
 * nothing newer ever overtakes them, or are given up (`at-most-once`).
 */
import { Fifo } from './fifo.js';

interface Entry {
  readonly n: number;
  readonly text: string;
}

interface Barrier {
  readonly ordinal: number;
  readonly n: number;
}

export class Outbox {
  readonly #waitingMax: number;
  readonly #unconfirmedMax: number;
  readonly #waiting = new Fifo<Entry>();
  readonly #unconfirmed = new Fifo<Entry>();
  readonly #barriers = new Fifo<Barrier>();
  #submittedN = 0;
  #sentN = 0;
  /** The newest `n` that a barrier of this connection stands behind. */
  #coveredN = 0;

  constructor(waitingMax: number, unconfirmedMax: number) {
    this.#waitingMax = waitingMax;
    this.#unconfirmedMax = unconfirmedMax;
  }

  get waitingEvents(): number {
    return this.#waiting.size;
  }

  get unconfirmedEvents(): number {
    return this.#unconfirmed.size;
  }

  /** Number of the newest event. */
  get submittedN(): number {
    return this.#submittedN;
  }

  /** Whether an event may be sent: there is one, and the unconfirmed ones leave room. */
  get maySend(): boolean {
    return this.#waiting.size > 0 && this.#unconfirmed.size < this.#unconfirmedMax;
  }

  /** Whether so much was sent behind the last barrier that the next one is due. */
  get isBarrierDue(): boolean {
    return this.#sentN - this.#coveredN >= Math.ceil(this.#unconfirmedMax / 4);
  }

  /** Returns how many events gave way: the oldest that wait. */
  submit(text: string): number {
    this.#submittedN++;
    this.#waiting.push({ n: this.#submittedN, text });
    return this.#trim();
  }

  /** The next event's text, which is sent now; `undefined` when nothing waits. */
  take(): string | undefined {
    const entry = this.#waiting.shift();
    if (!entry) return undefined;
    this.#unconfirmed.push(entry);
    this.#sentN = entry.n;
    return entry.text;
  }

  /** The `ordinal`-th HEARTBEAT of this connection was sent. */
  barrier(ordinal: number): void {
    this.#coveredN = this.#sentN;
    this.#barriers.push({ ordinal, n: this.#sentN });
  }

  /** That HEARTBEAT, and each before it, was ACKed. */
  confirm(ordinal: number): void {
    for (let next = this.#barriers.first; next && next.ordinal <= ordinal; ) {
      for (let entry = this.#unconfirmed.first; entry && entry.n <= next.n; ) {
        this.#unconfirmed.shift();
        entry = this.#unconfirmed.first;
      }
      this.#barriers.shift();
      next = this.#barriers.first;
    }
  }

  /** Whether every event up to `n` was confirmed or dropped. */
  isSettled(n: number): boolean {
    const oldest = this.#unconfirmed.first ?? this.#waiting.first;
    return oldest === undefined || oldest.n > n;
  }

  /** Whether every event up to `n` was sent, and some of them have no barrier behind them yet. */
  needsBarrier(n: number): boolean {
    const waiting = this.#waiting.first;
    return this.#coveredN < Math.min(n, this.#sentN) && (waiting === undefined || waiting.n > n);
  }

  /** A new connection's ordinals start over and nothing was sent on it. */
  connected(): void {
    this.#barriers.clear();
    const first = this.#waiting.first;
    this.#sentN = this.#coveredN = first ? first.n - 1 : this.#submittedN;
  }

  /** The link died: what is unconfirmed waits again. Returns how many are, and how many gave way for them. */
  restore(): { readonly restored: number; readonly dropped: number } {
    const restored = this.#unconfirmed.size;
    this.#waiting.prepend(this.#unconfirmed);
    return { restored, dropped: this.#trim() };
  }

  /** The link died: what is unconfirmed is given up. Returns how many. */
  giveUp(): number {
    const count = this.#unconfirmed.size;
    this.#unconfirmed.clear();
    return count;
  }

  #trim(): number {
    let dropped = 0;
    for (; this.#waiting.size > this.#waitingMax; dropped++) this.#waiting.shift();
    return dropped;
  }
}
