/**
 * One coarse timer for all deadlines of all connections: a ring of slots, one slot a tick.
 *
 * A connection is in the ring once, in the slot of its next check. Moving a deadline further away, as each heartbeat
 * does, costs nothing: when the slot is due, the connection says when to check again. Time is an argument: the owner
 * of the timer calls `advance`. Checks happen up to one tick late.
 */
export interface Deadline {
  /** Maintained by the wheel: time of the next check, in ms of its clock. Initially `Infinity`. */
  wheelAtMs: number;
  /** Performs the due actions and returns the time of the next check; `Infinity`: never. */
  check(nowMs: number): number;
}

export class DeadlineWheel {
  readonly tickMs: number;
  readonly #slots: Deadline[][];
  #tick: number;

  constructor(nowMs: number, tickMs = 20, slots = 4096) {
    this.tickMs = tickMs;
    this.#slots = Array.from({ length: slots }, () => []);
    this.#tick = Math.floor(nowMs / tickMs);
  }

  /** Ensures that the deadline is checked at `atMs` at the latest. */
  schedule(deadline: Deadline, atMs: number): void {
    if (atMs >= deadline.wheelAtMs) return;
    deadline.wheelAtMs = atMs;
    if (atMs !== Infinity) this.#slots[this.#slotOf(atMs)]?.push(deadline);
  }

  /** Checks all deadlines that are due. */
  advance(nowMs: number): void {
    const target = Math.floor(nowMs / this.tickMs);
    // After a long stall one round visits every slot; more would visit them twice.
    this.#tick = Math.max(this.#tick, target - this.#slots.length);
    while (this.#tick < target) {
      this.#tick++;
      this.#turnSlot(this.#tick % this.#slots.length, nowMs);
    }
  }

  #slotOf(atMs: number): number {
    return Math.max(this.#tick + 1, Math.ceil(atMs / this.tickMs)) % this.#slots.length;
  }

  #turnSlot(slot: number, nowMs: number): void {
    const due = this.#slots[slot] as Deadline[];
    if (due.length === 0) return;
    this.#slots[slot] = [];
    for (const deadline of due) {
      const { wheelAtMs } = deadline;
      if (wheelAtMs <= nowMs) {
        deadline.wheelAtMs = Infinity;
        this.schedule(deadline, deadline.check(nowMs));
      } else if (this.#slotOf(wheelAtMs) === slot) {
        this.#slots[slot]?.push(deadline); // due in a later round of the ring
      } // else: it has moved to an earlier slot
    }
  }
}
