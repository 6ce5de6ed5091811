/**
 * One coarse timer for all deadlines of all connections: a ring of buckets, one bucket per tick.
 *
 * A connection is in the bucket of its next check. Postponing a deadline, as each heartbeat does,
 * costs nothing: when the bucket is due, the connection returns the time of the next check. Time is an argument: the
 * owner of the timer calls `advance`. Checks happen up to one tick late.
 */
export interface Deadline {
  /** Maintained by the wheel: time of the next check, in ms of its clock. Initially `Infinity`. */
  wheelAtMs: number;
  /** Performs the due actions and returns the time of the next check; `Infinity`: never. */
  check(nowMs: number): number;
}

export class DeadlineWheel {
  readonly tickMs: number;
  readonly #buckets: Deadline[][];
  #tick: number;

  /** A deadline beyond one round of the ring (82 s by default) stays in its bucket and is looked at in each round. */
  constructor(nowMs: number, tickMs = 20, buckets = 4096) {
    this.tickMs = tickMs;
    this.#buckets = Array.from({ length: buckets }, () => []);
    this.#tick = Math.floor(nowMs / tickMs);
  }

  /** Ensures that the deadline is checked by `atMs`, at most one tick late. */
  schedule(deadline: Deadline, atMs: number): void {
    if (atMs >= deadline.wheelAtMs) return;
    deadline.wheelAtMs = atMs;
    if (atMs !== Infinity) this.#buckets[this.#bucketOf(atMs)]?.push(deadline);
  }

  /** Checks all deadlines that are due. */
  advance(nowMs: number): void {
    const target = Math.floor(nowMs / this.tickMs);
    // After a long stall one round visits every bucket; more would visit them twice.
    this.#tick = Math.max(this.#tick, target - this.#buckets.length);
    while (this.#tick < target) {
      this.#tick++;
      this.#checkBucket(this.#tick % this.#buckets.length, nowMs);
    }
  }

  #bucketOf(atMs: number): number {
    return Math.max(this.#tick + 1, Math.ceil(atMs / this.tickMs)) % this.#buckets.length;
  }

  #checkBucket(bucket: number, nowMs: number): void {
    const due = this.#buckets[bucket] as Deadline[];
    if (due.length === 0) return;
    this.#buckets[bucket] = [];
    for (const deadline of due) {
      const { wheelAtMs } = deadline;
      if (wheelAtMs <= nowMs) {
        deadline.wheelAtMs = Infinity;
        this.schedule(deadline, deadline.check(nowMs));
      } else if (this.#bucketOf(wheelAtMs) === bucket) {
        this.#buckets[bucket]?.push(deadline); // due in a later round of the ring
      } // else: it has moved to an earlier bucket
    }
  }
}
