/**
 * The ACKs that one connection is owed: in order, paced, and behind the commit of the SUBMITs before them.
 *
 * Pacing (P-HB-4): a burst is answered at once, then one ACK each `spacingMs`. Barrier (P-HB-5): an ACK
 * waits until the stream has kept the SUBMITs that came before its HEARTBEAT, and until those are paid for
 * where there is a rate (P-LIM-1), `barrierTimeoutMs` at most.
 * Pure: time and the stream's position are arguments. Heartbeats behind the same SUBMIT share an entry,
 * so a flood costs one number.
 */
export interface AckSettings {
  readonly spacingMs: number;
  /** ACKs that go out at once before the spacing is kept. */
  readonly burst: number;
  readonly barrierTimeoutMs: number;
}

interface Owed {
  readonly behindSeq: number;
  /** When the SUBMITs before it are paid for. */
  readonly paidAtMs: number;
  readonly sinceMs: number;
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
   * A HEARTBEAT came; `behindSeq`: seq of the last SUBMIT before it, 0 if there was none; `paidAtMs`: when
   * the SUBMITs before it are paid for.
   */
  owe(nowMs: number, behindSeq: number, paidAtMs = 0): void {
    const last = this.#owed.at(-1);
    if (last?.behindSeq === behindSeq) last.count++;
    else this.#owed.push({ behindSeq, paidAtMs, sinceMs: nowMs, count: 1 });
  }

  /** How many ACKs go out now; they count as sent. */
  release(nowMs: number, committedSeq: number): number {
    let released = 0;
    for (;;) {
      const first = this.#owed[0];
      if (first === undefined || this.#paceAtMs() > nowMs) return released;
      if (this.#freeAtMs(first, committedSeq) > nowMs) return released;
      this.#evenlyAtMs = Math.max(this.#evenlyAtMs, nowMs) + this.#settings.spacingMs;
      released++;
      first.count--;
      if (first.count === 0) this.#owed.shift();
    }
  }

  /** When to call `release` again if nothing is committed before; `Infinity` when nothing is owed. */
  nextAtMs(committedSeq: number): number {
    const first = this.#owed[0];
    if (first === undefined) return Infinity;
    return Math.max(this.#paceAtMs(), this.#freeAtMs(first, committedSeq));
  }

  /** Whether the next commit can set an ACK free. */
  waitsForCommit(committedSeq: number): boolean {
    const first = this.#owed[0];
    return first !== undefined && first.behindSeq > committedSeq;
  }

  #paceAtMs(): number {
    return this.#evenlyAtMs - this.#settings.burst * this.#settings.spacingMs;
  }

  /** When nothing but the pace holds it, if nothing is committed before. */
  #freeAtMs({ behindSeq, paidAtMs, sinceMs }: Owed, committedSeq: number): number {
    const giveUpAtMs = sinceMs + this.#settings.barrierTimeoutMs;
    return behindSeq > committedSeq ? giveUpAtMs : Math.min(paidAtMs, giveUpAtMs);
  }
}
