/**
 * What waits to be sent: a lane for each type, bounded by events, bytes and age. Pure: no timer, no socket.
 *
 * Within a lane the order is that of `submit`, whatever is dropped. Between lanes `next` goes round, one
 * event a lane, so a type with a long lane delays no other. What was sent before and has come back keeps its
 * number and goes first, in the order of numbers: a server takes a number once and only rising.
 *
 * When a bound is passed the lane that holds the most gives way, by its own policy.
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

const LOWEST = Number.NEGATIVE_INFINITY;
const byEvents = ({ entries }: Lane) => entries.size;
const byBytes = ({ bytes }: Lane) => bytes;
/** Numbered events are the first of their lanes, rising: the lowest number is the one to be sent. */
const byNumber = ({ entries }: Lane) => -(entries.first?.n || Number.POSITIVE_INFINITY);

export class EventBuffer {
  readonly #limits: BufferLimits;
  readonly #policyOf: (type: string) => DropPolicy;
  readonly #dropped: OnDropped;
  readonly #lanes = new Map<string, Lane>();
  readonly #round = new Fifo<Lane>();
  #events = 0;
  #bytes = 0;
  /** Events that have a number already. */
  #numbered = 0;

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
    this.#count(lane, entry);
    this.#supersede(lane);
    this.#trim();
  }

  /** Puts what was taken, or was left from an earlier run, before everything else of its types. */
  putBack(entries: readonly Entry[]): void {
    const byLane = new Map<Lane, Entry[]>();
    for (const entry of entries) {
      const lane = this.#laneOf(entry.type);
      const back = byLane.get(lane);
      if (back) back.push(entry);
      else byLane.set(lane, [entry]);
      this.#count(lane, entry);
    }
    for (const [lane, back] of byLane) {
      lane.entries.prepend(back);
      this.#supersede(lane);
    }
    this.#trim();
  }

  /** Takes the next to be sent, what is too old dropped on the way. Hot path. */
  next(nowMs: number): Entry | undefined {
    for (;;) {
      const lane = this.#numbered > 0 ? this.#laneOfMost(byNumber, LOWEST) : this.#laneInTurn();
      const entry = lane && this.#take(lane, 'oldest');
      if (!entry || !this.#isTooOld(entry, nowMs)) return entry;
      this.#dropped(entry, 'too-old');
    }
  }

  /** Drops what is too old. Returns when the next will be, if the age is bounded and anything waits. */
  expire(nowMs: number): number | undefined {
    let oldestMs = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes.values()) {
      this.#dropOldest(lane, 'too-old', (entry) => this.#isTooOld(entry, nowMs));
      oldestMs = Math.min(oldestMs, lane.entries.first?.atMs ?? oldestMs);
    }
    const nextMs = oldestMs + this.#limits.bufferAgeMaxMs;
    return Number.isFinite(nextMs) ? nextMs : undefined;
  }

  /** Everything, type by type; nothing is left. */
  drain(): Entry[] {
    this.#events = this.#bytes = this.#numbered = 0;
    return [...this.#lanes.values()].flatMap(({ entries }) => entries.drain());
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

  #laneInTurn(): Lane | undefined {
    for (let lane = this.#round.shift(); lane; lane = this.#round.shift()) {
      if (lane.entries.size > 1) this.#round.push(lane);
      else lane.isInRound = false;
      if (lane.entries.size > 0) return lane;
    }
    return undefined;
  }

  #isTooOld({ atMs }: Entry, nowMs: number): boolean {
    return nowMs - atMs > this.#limits.bufferAgeMaxMs;
  }

  #supersede(lane: Lane): void {
    if (lane.policy !== 'latest-only') return;
    this.#dropOldest(lane, 'superseded', () => lane.entries.size > 1);
  }

  #trim(): void {
    const { bufferEventsMax, bufferBytesMax } = this.#limits;
    while (this.#events > bufferEventsMax || this.#bytes > bufferBytesMax) {
      const lane = this.#laneOfMost(this.#bytes > bufferBytesMax ? byBytes : byEvents);
      const entry = lane && this.#take(lane, lane.policy === 'drop-newest' ? 'newest' : 'oldest');
      if (entry) this.#dropped(entry, 'buffer-full');
    }
  }

  /** The lane with the highest measure above `floor`. */
  #laneOfMost(measure: (lane: Lane) => number, floor = 0): Lane | undefined {
    let most: Lane | undefined;
    let highest = floor;
    for (const lane of this.#lanes.values()) {
      const found = measure(lane);
      if (found <= highest) continue;
      most = lane;
      highest = found;
    }
    return most;
  }

  #dropOldest(lane: Lane, reason: Dropped['reason'], isMeant: (entry: Entry) => boolean): void {
    for (let { first } = lane.entries; first && isMeant(first); first = lane.entries.first) {
      this.#take(lane, 'oldest');
      this.#dropped(first, reason);
    }
  }

  #count(lane: Lane, entry: Entry): void {
    this.#events++;
    this.#bytes += entry.bytes;
    lane.bytes += entry.bytes;
    if (entry.n > 0) this.#numbered++;
    if (lane.isInRound) return;
    lane.isInRound = true;
    this.#round.push(lane);
  }

  #take(lane: Lane, which: 'oldest' | 'newest'): Entry | undefined {
    const entry = which === 'oldest' ? lane.entries.shift() : lane.entries.pop();
    if (entry === undefined) return undefined;
    this.#events--;
    this.#bytes -= entry.bytes;
    lane.bytes -= entry.bytes;
    if (entry.n > 0) this.#numbered--;
    return entry;
  }
}
