/**
 * What waits to be sent: a lane for each type, bounded by events, bytes and age. Pure: no timer, no socket.
 *
 * Within a lane the order is that of `submit`, whatever is dropped. Of the lanes `next` takes those of the
 * highest priority; between equal ones it goes round, one event a lane, so that a type with a long lane
 * delays no other. When a bound is passed the lane that holds the most gives way, by its own policy.
 */
import type { Entry } from './entry.js';
import { Fifo } from './fifo.js';
import type { ProducerLimits } from './limits.js';
import type { DropReason, PolicyOf } from './policies.js';

export type BufferLimits = Pick<ProducerLimits, 'bufferEventsMax' | 'bufferBytesMax'>;

export type OnDropped = (entry: Entry, reason: DropReason) => void;

interface Lane {
  readonly type: string;
  readonly priority: number;
  readonly entries: Fifo<Entry>;
  bytes: number;
}

export class EventBuffer {
  readonly #limits: BufferLimits;
  readonly #policyOf: PolicyOf;
  readonly #dropped: OnDropped;
  /** Those that hold something, in the order of their turns. */
  readonly #lanes = new Map<string, Lane>();
  #events = 0;
  #bytes = 0;

  constructor(limits: BufferLimits, policyOf: PolicyOf, dropped: OnDropped) {
    this.#limits = limits;
    this.#policyOf = policyOf;
    this.#dropped = dropped;
  }

  get events(): number {
    return this.#events;
  }

  /** Hot path. */
  add(entry: Entry): void {
    const { type, bytes } = entry;
    const lane = this.#lanes.get(type) ?? this.#newLane(type);
    lane.entries.push(entry);
    lane.bytes += bytes;
    this.#events++;
    this.#bytes += bytes;
    if (lane.entries.size > 1 && this.#policyOf(type).drop === 'latest-only') {
      this.#drop(lane, 'superseded');
    }
    this.#trim();
  }

  /** Takes the next to be sent, what is too old dropped on the way. Hot path. */
  next(nowMs: number): Entry | undefined {
    for (;;) {
      const lane = this.#nextLane();
      if (lane === undefined) return undefined;
      this.#dropTooOld(lane, nowMs);
      const entry = this.#take(lane);
      if (entry === undefined) continue;
      if (this.#lanes.delete(lane.type)) this.#lanes.set(lane.type, lane); // its next turn is the last
      return entry;
    }
  }

  /** The first in turn of those with the highest priority. */
  #nextLane(): Lane | undefined {
    let next: Lane | undefined;
    for (const lane of this.#lanes.values()) {
      if (next === undefined || lane.priority > next.priority) next = lane;
    }
    return next;
  }

  /** Drops what is too old. Returns when the next will be, if the age is bounded and anything waits. */
  expire(nowMs: number): number | undefined {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes.values()) {
      this.#dropTooOld(lane, nowMs);
      const { ageMaxMs } = this.#policyOf(lane.type);
      nextMs = Math.min(nextMs, (lane.entries.first?.atMs ?? nextMs) + ageMaxMs);
    }
    return Number.isFinite(nextMs) ? nextMs : undefined;
  }

  isTooOld({ atMs, type }: Entry, nowMs: number): boolean {
    return nowMs - atMs > this.#policyOf(type).ageMaxMs;
  }

  /** Everything, type by type; nothing is left. */
  drain(): Entry[] {
    const left = [...this.#lanes.values()].flatMap(({ entries }) => entries.drain());
    this.#lanes.clear();
    this.#events = this.#bytes = 0;
    return left;
  }

  #newLane(type: string): Lane {
    const { priority } = this.#policyOf(type);
    const lane = { type, priority, entries: new Fifo<Entry>(), bytes: 0 };
    this.#lanes.set(type, lane);
    return lane;
  }

  #trim(): void {
    const { bufferEventsMax, bufferBytesMax } = this.#limits;
    while (this.#events > bufferEventsMax || this.#bytes > bufferBytesMax) {
      const lane = this.#fullestLane(this.#bytes > bufferBytesMax);
      this.#drop(lane, 'buffer-full', this.#policyOf(lane.type).drop === 'drop-newest');
    }
  }

  /** There is one: something waits. */
  #fullestLane(isByBytes: boolean): Lane {
    const measure = ({ bytes, entries }: Lane) => (isByBytes ? bytes : entries.size);
    return [...this.#lanes.values()].reduce((most, lane) =>
      measure(lane) > measure(most) ? lane : most,
    );
  }

  #dropTooOld(lane: Lane, nowMs: number): void {
    const { entries } = lane;
    while (entries.first && this.isTooOld(entries.first, nowMs)) this.#drop(lane, 'too-old');
  }

  #drop(lane: Lane, reason: DropReason, isNewest = false): void {
    const entry = this.#take(lane, isNewest);
    if (entry) this.#dropped(entry, reason);
  }

  #take(lane: Lane, isNewest = false): Entry | undefined {
    const entry = isNewest ? lane.entries.pop() : lane.entries.shift();
    if (entry === undefined) return undefined;
    this.#events--;
    this.#bytes -= entry.bytes;
    lane.bytes -= entry.bytes;
    if (lane.entries.size === 0) this.#lanes.delete(lane.type);
    return entry;
  }
}
