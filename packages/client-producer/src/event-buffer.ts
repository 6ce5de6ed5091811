/**
 * What waits to be sent: a lane for each type, bounded by events, bytes and age. Pure: no timer, no socket.
 *
 * Within a lane the order is that of `submit`, whatever is dropped. Between lanes `next` goes round, one
 * event a lane, so a type with a long lane delays no other. When a bound is passed the lane that holds the
 * most gives way, by its own policy.
 */
import type { Entry } from './entry.js';
import { Fifo } from './fifo.js';
import { IDLE_LANES_MAX, type ProducerLimits } from './limits.js';
import type { DropPolicy, Dropped } from './producer-api.js';

export type BufferLimits = Pick<
  ProducerLimits,
  'bufferEventsMax' | 'bufferBytesMax' | 'bufferAgeMaxMs'
>;

export type OnDropped = (entry: Entry, reason: Dropped['reason']) => void;

interface Lane {
  readonly policy: DropPolicy;
  readonly entries: Fifo<Entry>;
  bytes: number;
  /** Whether it has a turn in the round; an empty one loses it when it comes to it. */
  isInRound: boolean;
}

export class EventBuffer {
  readonly #limits: BufferLimits;
  readonly #policyOf: (type: string) => DropPolicy;
  readonly #dropped: OnDropped;
  readonly #lanes = new Map<string, Lane>();
  readonly #round = new Fifo<Lane>();
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
    const lane = this.#laneOf(entry.type);
    lane.entries.push(entry);
    lane.bytes += entry.bytes;
    this.#events++;
    this.#bytes += entry.bytes;
    if (!lane.isInRound) this.#round.push(lane);
    lane.isInRound = true;
    if (lane.policy === 'latest-only') {
      this.#dropWhile(lane, 'superseded', () => lane.entries.size > 1);
    }
    this.#trim();
  }

  /** Takes the next to be sent, what is too old dropped on the way. Hot path. */
  next(nowMs: number): Entry | undefined {
    for (let lane = this.#round.shift(); lane; lane = this.#round.shift()) {
      this.#dropTooOld(lane, nowMs);
      const { size } = lane.entries;
      lane.isInRound = size > 1;
      if (lane.isInRound) this.#round.push(lane);
      if (size > 0) return this.#take(lane);
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
    this.#events = this.#bytes = 0;
    return [...this.#lanes.values()].flatMap((lane) => {
      lane.bytes = 0;
      return lane.entries.drain();
    });
  }

  #laneOf(type: string): Lane {
    let lane = this.#lanes.get(type);
    if (lane === undefined) {
      if (this.#lanes.size >= IDLE_LANES_MAX) this.#forgetIdle();
      lane = { policy: this.#policyOf(type), entries: new Fifo(), bytes: 0, isInRound: false };
      this.#lanes.set(type, lane);
    }
    return lane;
  }

  #forgetIdle(): void {
    for (const [type, { entries }] of this.#lanes) if (entries.size === 0) this.#lanes.delete(type);
  }

  #trim(): void {
    const { bufferEventsMax, bufferBytesMax } = this.#limits;
    while (this.#events > bufferEventsMax || this.#bytes > bufferBytesMax) {
      const lane = this.#fullestLane(this.#bytes > bufferBytesMax);
      this.#drop(lane, 'buffer-full', lane.policy === 'drop-newest');
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
    this.#dropWhile(lane, 'too-old', (entry) => this.isTooOld(entry, nowMs));
  }

  #dropWhile(lane: Lane, reason: Dropped['reason'], isMeant: (entry: Entry) => boolean): void {
    for (let { first } = lane.entries; first && isMeant(first); first = lane.entries.first) {
      this.#drop(lane, reason);
    }
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
    return entry;
  }
}
