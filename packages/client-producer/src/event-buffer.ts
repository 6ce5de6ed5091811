/**
 * Events that wait to be sent: one lane per type, with limits for events, bytes and age. Pure except for the spill:
 * no timer, no socket.
 *
 * A lane keeps the order of `submit`, even if events are dropped. `next` takes from the lanes of the highest
 * priority; lanes of equal priority take turns of one event (several if they are sent in batches), so that a type
 * with many events does not delay others. If a limit is exceeded, the largest lane moves events to the store if there
 * is one, or drops events according to its policy. Memory is therefore a window over the store:
 *
 *   lane:  head, in memory | blocks, in the store | tail, in memory
 *
 * Over 250 lines, because memory and store share the counts and the turns of the lanes.
 */
import type { Entry } from './entry.js';
import { Lane } from './lane.js';
import type { ProducerLimits } from './limits.js';
import type { DropReason, PolicyOf } from './policies.js';
import type { Block, SpillPort } from './spill.js';

export type BufferLimits = Pick<
  ProducerLimits,
  'bufferEventsMax' | 'bufferBytesMax' | 'storeBytesMax' | 'storeAgeMaxMs'
>;

export interface BufferPort {
  dropped(entry: Entry, reason: DropReason): void;
  /** Like `dropped`, for events that are only in the store: `count` events of this block. */
  droppedBlock(block: Block, reason: DropReason): void;
  /** Called when events were read back from the store, so that sending may continue. */
  refilled(): void;
}

/** Events per turn of a lane if they are sent in batches. */
const BATCH_TURN_EVENTS = 32;
/** A lane with fewer events in memory than this reads its next block. */
const REFILL_BELOW = 64;

export class EventBuffer {
  readonly #limits: BufferLimits;
  readonly #policyOf: PolicyOf;
  readonly #port: BufferPort;
  #spill: SpillPort | undefined;
  /** Lanes that are not empty, in the order of their turns. */
  readonly #lanes = new Map<string, Lane>();
  /** Whether a turn of a lane has several events, for longer batches. */
  hasLongTurns = false;
  /** The lane whose turn it is, and the number of events taken in this turn. */
  #turnLane: Lane | undefined;
  #turnEvents = 0;
  /** Events in memory, and their bytes. */
  #events = 0;
  #bytes = 0;
  /** Events in the store, and their bytes. */
  #spilledEvents = 0;
  #spilledBytes = 0;

  constructor(limits: BufferLimits, policyOf: PolicyOf, port: BufferPort) {
    this.#limits = limits;
    this.#policyOf = policyOf;
    this.#port = port;
  }

  /** Number of events in memory and in the store. */
  get events(): number {
    return this.#events + this.#spilledEvents;
  }

  /** Whether `next` may return an event. */
  get hasNext(): boolean {
    return this.#events > 0;
  }

  /** Sets the store for events that exceed memory. `blocks`: blocks of an earlier run, in order. */
  spillTo(spill: SpillPort, blocks: readonly Block[]): void {
    this.#spill = spill;
    for (const block of blocks) this.#addBlock(this.#laneOf(block.type), block);
    for (const lane of this.#lanes.values()) this.#readNextBlock(lane);
  }

  /** Call when the store has failed; drops the events that are only in it. */
  loseBlocks(): void {
    for (const lane of this.#lanes.values()) {
      for (const block of lane.blocks.splice(0)) this.#lose(block, 'store-failed');
      this.#removeIfEmpty(lane);
    }
  }

  /** Hot path. */
  add(entry: Entry): void {
    const lane = this.#laneOf(entry.type);
    lane.add(entry);
    this.#events++;
    this.#bytes += entry.bytes;
    if (lane.size > 1 && this.#policyOf(entry.type).drop === 'latest-only') {
      this.#drop(lane, 'superseded');
    }
    this.#trim();
  }

  /** Removes and returns the next event to send; drops events that are too old. Hot path. */
  next(nowMs: number): Entry | undefined {
    for (;;) {
      const lane = this.#nextLane();
      if (lane === undefined) return undefined;
      this.#dropTooOld(lane, nowMs);
      const entry = this.#take(lane);
      this.#readNextBlock(lane);
      if (entry === undefined) continue;
      this.#advanceTurn(lane);
      return entry;
    }
  }

  /** Call after an event was taken; at the end of its turn the lane moves behind the others. */
  #advanceTurn(lane: Lane): void {
    this.#turnEvents = lane === this.#turnLane ? this.#turnEvents + 1 : 1;
    this.#turnLane = lane;
    if (this.hasLongTurns && this.#turnEvents < BATCH_TURN_EVENTS) return;
    this.#turnLane = undefined;
    if (this.#lanes.delete(lane.type)) this.#lanes.set(lane.type, lane);
  }

  /** Drops events that are too old. Returns the time at which the next one expires, if any. */
  expire(nowMs: number): number | undefined {
    let nextMs = Number.POSITIVE_INFINITY;
    for (const lane of this.#lanes.values()) {
      this.#dropTooOld(lane, nowMs);
      this.#dropOldBlocks(lane, nowMs);
      const { ageMaxMs } = this.#policyOf(lane.type);
      const blockMs = (lane.blocks[0]?.newestAtMs ?? nextMs) + this.#blockAgeMaxMs(lane);
      nextMs = Math.min(nextMs, blockMs, (lane.first?.atMs ?? nextMs) + ageMaxMs);
    }
    return Number.isFinite(nextMs) ? nextMs : undefined;
  }

  isTooOld({ atMs, type }: Entry, nowMs: number): boolean {
    return nowMs - atMs > this.#policyOf(type).ageMaxMs;
  }

  /** Removes and returns all events in memory, type by type; events in the store remain there. */
  drain(): Entry[] {
    const left = [...this.#lanes.values()].flatMap((lane) => lane.drain());
    this.#events = this.#bytes = 0;
    for (const lane of this.#lanes.values()) this.#removeIfEmpty(lane);
    return left;
  }

  /** Returns the lane whose turn it is, of those with the highest priority that have events in memory. */
  #nextLane(): Lane | undefined {
    let next: Lane | undefined;
    for (const lane of this.#lanes.values()) {
      if (lane.first !== undefined && (next === undefined || lane.priority > next.priority)) {
        next = lane;
      }
    }
    return next;
  }

  #laneOf(type: string): Lane {
    let lane = this.#lanes.get(type);
    if (lane === undefined) {
      lane = new Lane(type, this.#policyOf(type).priority);
      this.#lanes.set(type, lane);
    }
    return lane;
  }

  /**
   * Moves excess events to the store, or drops them if there is none. Events read back from the store do not count:
   * they are at most one block per type, which is sent next.
   */
  #trim(): void {
    const { bufferEventsMax, bufferBytesMax } = this.#limits;
    while (this.#events > bufferEventsMax || this.#bytes > bufferBytesMax) {
      let events = 0;
      let bytes = 0;
      for (const { newest } of this.#lanes.values()) {
        events += newest.size;
        bytes += newest.bytes;
      }
      if (events <= bufferEventsMax && bytes <= bufferBytesMax) return;
      const isByBytes = bytes > bufferBytesMax;
      const lane = this.#largestLane(({ newest }) => (isByBytes ? newest.bytes : newest.size));
      if (this.#spill?.isOpen) this.#spillFrom(lane, this.#spill);
      else this.#drop(lane, 'buffer-full', this.#policyOf(lane.type).drop === 'drop-newest');
    }
  }

  /**
   * Moves the newest events of the lane to the store: its tail, or without blocks the newer half of its events.
   */
  #spillFrom(lane: Lane, spill: SpillPort): void {
    const entries = lane.takeNewest();
    for (const { bytes } of entries) this.#bytes -= bytes;
    this.#events -= entries.length;
    this.#addBlock(lane, spill.write(entries));
    while (this.#spilledBytes > this.#limits.storeBytesMax && this.#dropOldestBlock());
    this.#readNextBlock(lane);
  }

  /** Reads the next block of the lane if few of its events are in memory. */
  #readNextBlock(lane: Lane): void {
    const [block] = lane.blocks;
    const below = Math.min(REFILL_BELOW, this.#limits.bufferEventsMax / 4);
    if (!block || lane.isLoading || lane.headSize > below || !this.#spill) return;
    lane.isLoading = true;
    void this.#spill.read(block).then((entries) => {
      lane.isLoading = false;
      // The block is gone if the store failed meanwhile; its loss was reported then.
      if (lane.blocks[0] !== block) return;
      lane.blocks.shift();
      this.#spilledEvents -= block.count;
      this.#spilledBytes -= block.bytes;
      const lost = block.count - entries.length;
      if (lost > 0) this.#port.droppedBlock({ ...block, count: lost }, 'store-failed');
      for (const entry of entries) {
        lane.addBack(entry);
        this.#events++;
        this.#bytes += entry.bytes;
      }
      this.#readNextBlock(lane);
      this.#removeIfEmpty(lane);
      this.#port.refilled();
    });
  }

  #addBlock(lane: Lane, block: Block): void {
    lane.blocks.push(block);
    this.#spilledEvents += block.count;
    this.#spilledBytes += block.bytes;
  }

  /** Drops the oldest block that is not being read. Returns whether there was one. */
  #dropOldestBlock(): boolean {
    let oldest: Lane | undefined;
    for (const lane of this.#lanes.values()) {
      const atMs = lane.isLoading ? undefined : lane.blocks[0]?.newestAtMs;
      if (atMs === undefined) continue;
      if (atMs < (oldest?.blocks[0]?.newestAtMs ?? Number.POSITIVE_INFINITY)) oldest = lane;
    }
    const block = oldest?.blocks.shift();
    if (block) this.#lose(block, 'buffer-full');
    return block !== undefined;
  }

  #dropOldBlocks(lane: Lane, nowMs: number): void {
    for (let [block] = lane.blocks; block && !lane.isLoading; [block] = lane.blocks) {
      if (nowMs - block.newestAtMs <= this.#blockAgeMaxMs(lane)) return;
      lane.blocks.shift();
      this.#lose(block, 'too-old');
    }
  }

  #blockAgeMaxMs({ type }: Lane): number {
    return Math.min(this.#limits.storeAgeMaxMs, this.#policyOf(type).ageMaxMs);
  }

  #lose(block: Block, reason: DropReason): void {
    this.#spilledEvents -= block.count;
    this.#spilledBytes -= block.bytes;
    this.#spill?.drop(block);
    this.#port.droppedBlock(block, reason);
  }

  /** Returns the lane with the highest measure. Call only if an event is in memory. */
  #largestLane(measure: (lane: Lane) => number): Lane {
    return [...this.#lanes.values()].reduce((largest, lane) =>
      measure(lane) > measure(largest) ? lane : largest,
    );
  }

  #dropTooOld(lane: Lane, nowMs: number): void {
    while (lane.first && this.isTooOld(lane.first, nowMs)) this.#drop(lane, 'too-old');
  }

  #drop(lane: Lane, reason: DropReason, isNewest = false): void {
    const entry = this.#take(lane, isNewest);
    if (entry) this.#port.dropped(entry, reason);
  }

  #take(lane: Lane, isNewest = false): Entry | undefined {
    const entry = isNewest ? lane.takeLast() : lane.takeFirst();
    if (entry === undefined) return undefined;
    this.#events--;
    this.#bytes -= entry.bytes;
    this.#removeIfEmpty(lane);
    return entry;
  }

  #removeIfEmpty(lane: Lane): void {
    if (lane.isEmpty) this.#lanes.delete(lane.type);
  }
}
