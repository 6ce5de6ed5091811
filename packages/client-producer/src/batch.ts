/**
 * Decides which events may share a SUBMIT_BATCH (extension `batch`): events of one type that are consecutive
 * in the outbox and in their numbers. Pure.
 */
import { BATCH_BYTES_MAX, BATCH_EVENTS_MAX, FRAME_DEPTH_MAX } from '@wearwire/protocol';
import type { Entry } from './entry.js';

/** Number of batches per window, so that ACKs arrive while the next batch is in flight. */
const BATCHES_PER_WINDOW = 4;

export class Batch {
  readonly entries: Entry[] = [];
  readonly #bytesMax: number;
  #bytes = 0;

  /** `windowBytes`: maximum number of bytes in flight. */
  constructor(windowBytes: number) {
    this.#bytesMax = Math.min(BATCH_BYTES_MAX, windowBytes / BATCHES_PER_WINDOW);
  }

  /** Adds the event if it fits; the first one always fits. */
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

/** Maximum nesting of a SUBMIT that fits into a batch, in which its reading is nested one level deeper. */
const LEVELS_MAX = FRAME_DEPTH_MAX - 1;

/** Whether the SUBMIT certainly has at most `LEVELS_MAX` levels: it is short or has few opening brackets. */
function isShallow(text: string): boolean {
  // A level takes two characters.
  return (
    text.length <= 2 * LEVELS_MAX || text.split(/[[{]/, LEVELS_MAX + 2).length <= LEVELS_MAX + 1
  );
}
