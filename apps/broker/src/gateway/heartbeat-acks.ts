/**
 * The pending HEARTBEAT_ACKs ("ACKs" in this file) of one connection: in order, paced, and sent after the preceding
 * SUBMITs are stored.
 *
 * Pacing (P-HB-4): a burst is answered at once, then one ACK per `spacingMs`. Barrier (P-HB-5): an ACK is never sent
 * before the SUBMITs that preceded its HEARTBEAT are stored. If that takes longer than `barrierTimeoutMs`, the
 * connection is overdue, and its owner closes it. With a rate limit, an ACK also waits until those SUBMITs are within
 * the limit (P-LIM-1), up to `barrierTimeoutMs`. Pure: the time and the stored ticket are arguments.
 *
 * Heartbeats after the same SUBMIT share an entry. There are at most `pendingMax` entries; further heartbeats join the
 * newest entry and wait for the newest SUBMIT, so an ACK may be later than necessary but never too early.
 */
export interface HeartbeatAckSettings {
  readonly spacingMs: number;
  /** Number of ACKs that may be sent at once, from 1. */
  readonly burst: number;
  readonly barrierTimeoutMs: number;
  /** Limit on the entries of one connection. */
  readonly pendingMax: number;
}

interface PendingAck {
  /** Ticket that must be stored first. */
  behindTicket: number;
  /** When the SUBMITs before its newest HEARTBEAT are within the rate. */
  withinRateAtMs: number;
  /** When the HEARTBEAT arrived that set `behindTicket`. */
  sinceMs: number;
  /** Number of ACKs to send. */
  count: number;
}

export class HeartbeatAcks {
  readonly #settings: HeartbeatAckSettings;
  readonly #pending: PendingAck[] = [];
  /** When the next ACK would be due at an even pace. */
  #evenlyAtMs = 0;

  constructor(settings: HeartbeatAckSettings) {
    this.#settings = settings;
  }

  /**
   * Records a HEARTBEAT. `behindTicket`: ticket of the last SUBMIT before it, 0 if none; `withinRateAtMs`: when the
   * SUBMITs before it are within the rate.
   */
  add(nowMs: number, behindTicket: number, withinRateAtMs = 0): void {
    const last = this.#pending.at(-1);
    if (last?.behindTicket === behindTicket) {
      last.count++;
    } else if (last !== undefined && this.#pending.length >= this.#settings.pendingMax) {
      last.behindTicket = behindTicket;
      last.withinRateAtMs = withinRateAtMs;
      last.sinceMs = nowMs;
      last.count++;
    } else {
      this.#pending.push({ behindTicket, withinRateAtMs, sinceMs: nowMs, count: 1 });
    }
  }

  /** Number of entries. */
  get pending(): number {
    return this.#pending.length;
  }

  /** Returns how many ACKs to send now, and counts them as sent. */
  release(nowMs: number, storedTicket: number): number {
    let released = 0;
    for (;;) {
      const first = this.#pending[0];
      if (first === undefined || this.#paceAtMs() > nowMs) return released;
      if (this.#allowedAtMs(first, storedTicket) > nowMs) return released;
      this.#evenlyAtMs = Math.max(this.#evenlyAtMs, nowMs) + this.#settings.spacingMs;
      released++;
      first.count--;
      if (first.count === 0) this.#pending.shift();
    }
  }

  /** When to call `release` again, unless a commit comes first; `Infinity`: only after a commit. */
  nextAtMs(storedTicket: number): number {
    const first = this.#pending[0];
    if (first === undefined) return Infinity;
    return Math.max(this.#paceAtMs(), this.#allowedAtMs(first, storedTicket));
  }

  /** When the wait for a commit becomes too long; `Infinity`: nothing waits for one. */
  overdueAtMs(storedTicket: number): number {
    const first = this.#pending[0];
    if (first === undefined || first.behindTicket <= storedTicket) return Infinity;
    return first.sinceMs + this.#settings.barrierTimeoutMs;
  }

  #paceAtMs(): number {
    // The first ACK of a burst is on time; the others are ahead of the even pace.
    return this.#evenlyAtMs - (this.#settings.burst - 1) * this.#settings.spacingMs;
  }

  /** When the rate limits allow the first ACK; `Infinity`: not before the next commit. */
  #allowedAtMs(
    { behindTicket, withinRateAtMs, sinceMs }: PendingAck,
    storedTicket: number,
  ): number {
    if (behindTicket > storedTicket) return Infinity;
    return Math.min(withinRateAtMs, sinceMs + this.#settings.barrierTimeoutMs);
  }
}
