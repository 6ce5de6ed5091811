/**
 * Sorts sealed segments in the background, one at a time, newest first: most replays read recent events, and the
 * oldest segments are removed soon. A segment that cannot be sorted stays unsorted until the next start.
 */

import { inTurns } from '../../../in-turns.js';
import { faultFields } from '../../../observability/fault-log.js';
import { withFile } from '../files/files.js';
import { type Footer, readFooter } from '../index/footer.js';
import type { Positions } from '../segment/positions.js';
import type { Segment, SegmentContext } from '../segment/segment.js';
import type { Segments } from '../segment/segments.js';
import { SORTING_SUFFIX, type SortJob } from '../segment/sort-segment.js';

/** Runs `sortSegment`, here or on another thread. Rejects if `pause` rejects, after closing its files. */
export type SortRunner = (job: SortJob, pause: () => Promise<void>) => Promise<void>;

/** Waits before the next step of a sort; rejects when `signal` is aborted. */
export type SortPause = (signal: AbortSignal, appendedBytes: () => number) => Promise<void>;

export interface SortingOptions {
  readonly run: SortRunner;
  readonly pause: SortPause;
}

interface SortingContext extends SortingOptions {
  readonly segmentContext: SegmentContext;
  readonly segments: Segments;
  readonly positions: Positions;
  /** Bytes appended to the log so far, as a measure of its load. */
  appendedBytes(): number;
}

export class Sorting {
  readonly #context: SortingContext;
  readonly #stop = new AbortController();
  readonly #attempted = new WeakSet<Segment>();
  #running: Promise<void> | undefined;

  constructor(context: SortingContext) {
    this.#context = context;
  }

  /** Called when a segment was sealed. */
  wake(): void {
    if (this.#running !== undefined) return;
    const segment = this.#next();
    if (segment !== undefined) this.#running = this.#sortFrom(segment);
  }

  /** Resolves when there is nothing left to sort. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Stops at once; an unfinished copy is removed now or at the next start. */
  async close(): Promise<void> {
    this.#stop.abort();
    await this.#running;
  }

  async #sortFrom(first: Segment): Promise<void> {
    let segment: Segment | undefined = first;
    while (segment !== undefined) {
      await this.#sort(segment);
      segment = this.#next();
    }
    this.#running = undefined;
  }

  #next(): Segment | undefined {
    if (this.#stop.signal.aborted) return undefined;
    let newest: Segment | undefined;
    for (const segment of this.#context.segments.all()) {
      if (segment.isSealed && !segment.isSorted && !this.#attempted.has(segment)) newest = segment;
    }
    return newest;
  }

  async #sort(segment: Segment): Promise<void> {
    const { run, pause, appendedBytes, segmentContext } = this.#context;
    const { signal } = this.#stop;
    const { name, recordsEnd } = segment;
    const copyName = `${name}${SORTING_SUFFIX}`;
    this.#attempted.add(segment);
    try {
      await run({ name, recordsEnd, copyName }, () => pause(signal, appendedBytes));
      if (await this.#swap(segment, copyName)) return;
      await segmentContext.files.remove(copyName);
    } catch (error) {
      // The copy may be missing; leftovers are removed at the next start.
      await segmentContext.files.remove(copyName).catch(() => {});
      if (signal.aborted || this.#isRemoved(segment)) return;
      segmentContext.logger.warn(
        { ...faultFields(error), segment: name },
        'cannot sort a segment; it stays unsorted',
      );
    }
  }

  /** Replaces the segment by its sorted copy. `false`: the segment was removed meanwhile. */
  async #swap(segment: Segment, copyName: string): Promise<boolean> {
    const { segments, segmentContext } = this.#context;
    const [footer, size] = await withFile(segmentContext.files, copyName, async (file, bytes) => {
      return [await readFooter(file, bytes), bytes] as const;
    });
    if (footer === undefined || !(await this.#hasSameEvents(segment, footer))) {
      throw new Error('its sorted copy has different contents');
    }
    return segments.replace(segment, copyName, footer, size);
  }

  #isRemoved(segment: Segment): boolean {
    return this.#context.segments.get(segment.number) !== segment;
  }

  /** Whether both have the same developers, each with the same newest seq. */
  async #hasSameEvents({ number, developersCount }: Segment, footer: Footer): Promise<boolean> {
    const { positions } = this.#context;
    if (developersCount !== footer.developersCount) return false;
    for await (const rows of inTurns(footer.rows())) {
      for (const { developerId, lastSeq } of rows) {
        if (positions.of(developerId).extents.lastSeqIn(number) !== lastSeq) return false;
      }
    }
    return true;
  }
}
