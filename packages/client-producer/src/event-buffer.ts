/**
 * What waits to be sent: a lane for each type, bounded by events, bytes and age. Pure: no timer, no socket.
 *
 * Within a lane the order is that of `submit`, whatever is dropped. Between lanes `next` goes round, one
 * event a lane, so a type with a long lane delays no other. When a bound is passed the lane that holds the
 * most gives way, by its own policy.
 */
import type { Entry } from './entry.js';
import { Fifo } from './fifo.js';
import type { ProducerLimits } from './limits.js';
import type { DropPolicy, Dropped } from './producer-api.js';

export type BufferLimits = Pick<
  ProducerLimits,
  'bufferEventsMax' | 'bufferBytesMax' | 'bufferAgeMaxMs'
>;

export type OnDropped = (entry: Entry, reason: Dropped['reason']) => void;

interface Lane {
  readonly type: string;
  readonly entries: Fifo<Entry>;
  bytes: number;
}

export class EventBuffer {
  readonly #limits: BufferLimits;
  readonly #policyOf: (type: string) => DropPolicy;
  readonly #dropped: OnDropped;
  /** Those that hold something, in the order of their turns. */
  readonly #lanes = new Map<string, Lane>();
  #events = 0;
  #bytes = 0;

  constructor(limits: BufferLimits, policyOf: (type: string) => DropPolicy, dropped: OnDropped) {
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
    const lane = this.#lanes.get(type) ?? { type, entries: new Fifo<Entry>(), bytes: 0 };
    this.#lanes.set(type, lane);
    lane.entries.push(entry);
    lane.bytes += bytes;
    this.#events++;
    this.#bytes += bytes;
    if (lane.entries.size > 1 && this.#policyOf(type) === 'latest-only') {
      this.#drop(lane, 'superseded');
    }
    this.#trim();
  }

  /** Takes the next to be sent, what is too old dropped on the way. Hot path. */
  next(nowMs: number): Entry | undefined {
    for (const lane of this.#lanes.values()) {
      this.#dropTooOld(lane, nowMs);
      const entry = this.#take(lane);
      if (entry === undefined) continue;
      if (this.#lanes.delete(lane.type)) this.#lanes.set(lane.type, lane); // its next turn is the last
      return entry;
    }
    return undefined;
  }

  /** Drops what is too old. Returns when the next will be, if the age is bounded and anything waits. */
  expire(nowMs: number): number | undefined {
    let oldestMs = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes.values()) {
      this.#dropTooOld(lane, nowMs);
      oldestMs = Math.min(oldestMs, lane.entries.first?.atMs ?? oldestMs);
    }
    const nextMs = oldestMs + this.#limits.bufferAgeMaxMs;
    return Number.isFinite(nextMs) ? nextMs : undefined;
  }

  isTooOld({ atMs }: Entry, nowMs: number): boolean {
    return nowMs - atMs > this.#limits.bufferAgeMaxMs;
  }

  /** Everything, type by type; nothing is left. */
  drain(): Entry[] {
    const left = [...this.#lanes.values()].flatMap(({ entries }) => entries.drain());
    this.#lanes.clear();
    this.#events = this.#bytes = 0;
    return left;
  }

  #trim(): void {
    const { bufferEventsMax, bufferBytesMax } = this.#limits;
    while (this.#events > bufferEventsMax || this.#bytes > bufferBytesMax) {
      const lane = this.#fullestLane(this.#bytes > bufferBytesMax);
      this.#drop(lane, 'buffer-full', this.#policyOf(lane.type) === 'drop-newest');
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

  #drop(lane: Lane, reason: Dropped['reason'], isNewest = false): void {
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
