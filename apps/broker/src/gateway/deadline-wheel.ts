/**
 * One coarse timer for all deadlines of all connections: a ring of slots, one slot a tick.
 *
 * A connection is in the ring once, at the time when it next wants to be looked at. That a deadline moved
 * away (a heartbeat came) costs nothing: when its slot is due the connection says when to look again.
 * Time is an argument: the owner of the timer calls `advance`. A deadline is met up to one tick late.
 */
export interface Deadline {
  /** Kept by the wheel: when this will be looked at, in ms of its clock. Starts as `Infinity`. */
  wheelAtMs: number;
  /** Does what is due and returns when to look again; `Infinity`: never. */
  look(nowMs: number): number;
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

  /** Makes sure that the deadline is looked at by `atMs`. */
  schedule(deadline: Deadline, atMs: number): void {
    if (atMs >= deadline.wheelAtMs) return;
    deadline.wheelAtMs = atMs;
    if (atMs !== Infinity) this.#slots[this.#slotOf(atMs)]?.push(deadline);
  }

  /** Looks at everything that is due by now. */
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
        this.schedule(deadline, deadline.look(nowMs));
      } else if (this.#slotOf(wheelAtMs) === slot) {
        this.#slots[slot]?.push(deadline); // a later round of the ring
      } // else: it stands in an earlier slot by now
    }
  }
}
