/**
 * The HEARTBEAT_ACKs that one connection is owed: in order, paced, and behind the commit of the SUBMITs before
 * them.
 *
 * Pacing (P-HB-4): a burst is answered at once, then one ACK each `spacingMs`. Barrier (P-HB-5): an ACK never
 * leaves before the SUBMITs that came before its HEARTBEAT are stored. After `barrierTimeoutMs` of waiting for
 * that the connection is overdue, and its owner closes it. Where there is a rate, an ACK also waits until those
 * SUBMITs are paid for (P-LIM-1), `barrierTimeoutMs` at most.
 * Pure: time and the stream's position are arguments. Heartbeats behind the same SUBMIT share an entry, and
 * there are `pendingMax` entries at most: beyond that, heartbeats join the newest entry and wait for the newest
 * SUBMIT, so that an ACK may leave later than it could, but never earlier.
 */
export interface AckSettings {
  readonly spacingMs: number;
  /** ACKs that go out at once before the spacing is kept. */
  readonly burst: number;
  readonly barrierTimeoutMs: number;
  /** Entries that are kept for one connection. */
  readonly pendingMax: number;
}

interface Owed {
  behindTicket: number;
  /** When the SUBMITs before it are paid for. */
  paidAtMs: number;
  sinceMs: number;
  count: number;
}

export class HeartbeatAcks {
  readonly #settings: AckSettings;
  readonly #owed: Owed[] = [];
  /** When the next ACK would be due if all came evenly. */
  #evenlyAtMs = 0;

  constructor(settings: AckSettings) {
    this.#settings = settings;
  }

  /**
   * A HEARTBEAT came; `behindTicket`: ticket of the last SUBMIT before it, 0 if there was none; `paidAtMs`: when
   * the SUBMITs before it are paid for.
   */
  owe(nowMs: number, behindTicket: number, paidAtMs = 0): void {
    const last = this.#owed.at(-1);
    if (last?.behindTicket === behindTicket) {
      last.count++;
    } else if (last !== undefined && this.#owed.length >= this.#settings.pendingMax) {
      last.behindTicket = behindTicket;
      last.paidAtMs = paidAtMs;
      last.sinceMs = nowMs;
      last.count++;
    } else {
      this.#owed.push({ behindTicket, paidAtMs, sinceMs: nowMs, count: 1 });
    }
  }

  /** Entries that are kept. */
  get pending(): number {
    return this.#owed.length;
  }

  /** How many ACKs go out now; they count as sent. */
  release(nowMs: number, storedTicket: number): number {
    let released = 0;
    for (;;) {
      const first = this.#owed[0];
      if (first === undefined || this.#paceAtMs() > nowMs) return released;
      if (this.#freeAtMs(first, storedTicket) > nowMs) return released;
      this.#evenlyAtMs = Math.max(this.#evenlyAtMs, nowMs) + this.#settings.spacingMs;
      released++;
      first.count--;
      if (first.count === 0) this.#owed.shift();
    }
  }

  /** When to call `release` again if nothing is committed before; `Infinity` when only a commit helps. */
  nextAtMs(storedTicket: number): number {
    const first = this.#owed[0];
    if (first === undefined) return Infinity;
    return Math.max(this.#paceAtMs(), this.#freeAtMs(first, storedTicket));
  }

  /** When the wait for a commit has lasted too long; `Infinity` when there is none. */
  overdueAtMs(storedTicket: number): number {
    const first = this.#owed[0];
    if (first === undefined || first.behindTicket <= storedTicket) return Infinity;
    return first.sinceMs + this.#settings.barrierTimeoutMs;
  }

  /** Whether the next commit can set an ACK free. */
  waitsForCommit(storedTicket: number): boolean {
    const first = this.#owed[0];
    return first !== undefined && first.behindTicket > storedTicket;
  }

  #paceAtMs(): number {
    return this.#evenlyAtMs - this.#settings.burst * this.#settings.spacingMs;
  }

  /** When nothing but the pace holds it, if nothing is committed before. */
  #freeAtMs({ behindTicket, paidAtMs, sinceMs }: Owed, storedTicket: number): number {
    if (behindTicket > storedTicket) return Infinity;
    return Math.min(paidAtMs, sinceMs + this.#settings.barrierTimeoutMs);
  }
}
