/**
 * Which events may share a SUBMIT_BATCH (extension `batch`): those of one type that follow one another in the
 * outbox and in their numbers. Pure.
 */
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, FRAME_DEPTH_MAX } from '@wearwire/protocol';
import type { Entry } from './entry.js';

/** Part of the window that one batch may fill, so that ACKs come while the next batch is under way. */
const BATCHES_A_WINDOW = 4;

export class Batch {
  readonly entries: Entry[] = [];
  readonly #bytesMax: number;
  #bytes = 0;

  /** `windowBytes`: how much may be under way. */
  constructor(windowBytes: number) {
    this.#bytesMax = Math.min(BATCH_BYTES_MAX, windowBytes / BATCHES_A_WINDOW);
  }

  /** Adds the event unless it does not fit; the first one always does. */
  add(entry: Entry): boolean {
    const last = this.entries.at(-1);
    if (last !== undefined && !this.#fits(entry, last)) return false;
    this.entries.push(entry);
    this.#bytes += entry.bytes;
    return true;
  }

  #fits(entry: Entry, last: Entry): boolean {
    return (
      entry.type === last.type &&
      entry.n === last.n + 1 &&
      entry.hasSafeNumber === last.hasSafeNumber &&
      entry.isBatchable &&
      last.isBatchable &&
      this.entries.length < BATCH_EVENTS_MAX &&
      this.#bytes + entry.bytes <= this.#bytesMax &&
      isShallow(last.text) &&
      isShallow(entry.text)
    );
  }
}

/** Levels that a SUBMIT may have to fit into a batch, where its reading lies one level deeper. */
const LEVELS_MAX = FRAME_DEPTH_MAX - 1;

/** May be false for a reading that is not deep but long. */
function isShallow(text: string): boolean {
  // A level takes two characters.
  return (
    text.length <= 2 * LEVELS_MAX || text.split(/[[{]/, LEVELS_MAX + 2).length <= LEVELS_MAX + 1
  );
}
