/**
 * Checks the events that one consumer receives from its stream.
 *
 * The events 0, 1, 2 … of each producer must arrive once and in order. A skipped number is missing until it arrives
 * late (reordered) or the run ends (lost); a number that arrives again is duplicated. The server's own seq, if it has
 * one, must also increase by one, separately for live events and for a replay. Stores counts and the ranges of missing
 * numbers, not events.
 */
import type { Violations } from './violations.js';

/** Event numbers [from, to) of one producer. */
interface Gap {
  from: number;
  to: number;
}

export class StreamCheck {
  /** Number of the stream's first producer. */
  readonly firstProducer: number;
  /** Per producer of the stream: one above the highest number received. */
  readonly next: Uint32Array;
  /** The highest seq of the live events so far; 0 before the first one, or if the server has no seq. */
  lastSeq = 0;
  readonly #violations: Violations;
  readonly #gaps = new Map<number, Gap[]>();
  /** Last seq of a replay that runs concurrently with live events. */
  #replaySeq: number | undefined;

  constructor(firstProducer: number, producers: number, violations: Violations) {
    this.firstProducer = firstProducer;
    this.next = new Uint32Array(producers);
    this.#violations = violations;
  }

  /** From now on, expects the replayed events after `after` in addition to live events. */
  expectReplay(after: number): void {
    this.#replaySeq = after;
  }

  /** Hot path. Checks the seq of an event. */
  receivedSeq(seq: number): void {
    if (seq === this.lastSeq + 1 && this.lastSeq !== 0) this.lastSeq = seq;
    else this.#receivedUnexpectedSeq(seq);
  }

  /** Hot path. `local`: index of the producer within the stream. */
  received(local: number, number: number): void {
    if (number === this.next[local]) this.next[local] = number + 1;
    else this.#receivedUnexpected(local, number);
  }

  /** Returns the number of events that were sent but not received. `sent`: per producer of the stream. */
  missing(sent: Uint32Array): number {
    let missing = 0;
    for (let local = 0; local < this.next.length; local++) {
      missing += this.missingOf(local, sent[local] as number);
    }
    return missing;
  }

  /** Returns the number of missing events of one producer below `end`. */
  missingOf(local: number, end: number): number {
    let missing = Math.max(0, end - (this.next[local] as number));
    for (const gap of this.#gaps.get(local) ?? []) {
      missing += Math.max(0, Math.min(gap.to, end) - gap.from);
    }
    return missing;
  }

  #receivedUnexpectedSeq(seq: number): void {
    if (this.#replaySeq !== undefined && seq === this.#replaySeq + 1) {
      this.#replaySeq = seq;
    } else {
      // The first seq can have any value: events may have been sent before this consumer connected.
      if (this.lastSeq !== 0) this.#violations.seqBroken++;
      this.lastSeq = Math.max(seq, this.lastSeq);
    }
  }

  #receivedUnexpected(local: number, number: number): void {
    const next = this.next[local] as number;
    if (number > next) {
      const gaps = this.#gaps.get(local) ?? [];
      gaps.push({ from: next, to: number });
      this.#gaps.set(local, gaps);
      this.next[local] = number + 1;
    } else if (this.#fill(local, number)) {
      this.#violations.reordered++;
    } else {
      this.#violations.duplicated++;
    }
  }

  /** Removes the number from the gaps; returns `false` if it was not missing. */
  #fill(local: number, number: number): boolean {
    const gaps = this.#gaps.get(local) ?? [];
    const index = gaps.findIndex(({ from, to }) => number >= from && number < to);
    const gap = gaps[index];
    if (gap === undefined) return false;
    const rest = [
      { from: gap.from, to: number },
      { from: number + 1, to: gap.to },
    ].filter(({ from, to }) => from < to);
    gaps.splice(index, 1, ...rest);
    return true;
  }
}
