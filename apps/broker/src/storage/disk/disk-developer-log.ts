/** One developer's open log on disk: reads from segments, appends through the commit queue. */
import { isEmptyRange, type SeqRange } from '@wearwire/protocol';
import { type Chunk, chunkCount, chunkLast } from '../chunk.js';
import type { StorageError } from '../errors.js';
import type { DeveloperLog, LogObserver } from '../ports.js';
import { type Retention, retentionStartMs } from '../retention.js';
import type { Appender, CommitQueue } from './commit/commit-queue.js';
import { SEGMENTS_PREPARED } from './limits.js';
import type { Position } from './segment/positions.js';
import type { Segments } from './segment/segments.js';

/** Shared by the logs of all developers. */
export interface DiskLogParts {
  readonly epoch: number;
  readonly commits: CommitQueue;
  readonly segments: Segments;
  readonly retention: Retention;
}

export class DiskDeveloperLog implements DeveloperLog, Appender {
  readonly developerId: string;
  lastSeq: number;
  readonly #parts: DiskLogParts;
  readonly #position: Position;
  readonly #observer: LogObserver;
  #isOpen = true;
  /** Number of events appended here that the commit queue has neither committed nor refused. */
  #inFlight = 0;
  /** Number of those events that were reported as refused, because a later `append` failed. */
  #refusedInFlight = 0;

  constructor(developerId: string, parts: DiskLogParts, position: Position, observer: LogObserver) {
    this.developerId = developerId;
    this.lastSeq = position.lastSeq;
    this.#parts = parts;
    this.#position = position;
    this.#observer = observer;
    position.opened(this);
  }

  get epoch(): number {
    return this.#parts.epoch;
  }

  append(chunk: Chunk): void {
    const error = this.#parts.commits.append(this, chunk);
    if (error === undefined) this.#inFlight += chunkCount(chunk);
    else queueMicrotask(() => this.#reportRefused(error));
  }

  /** A chunk of the developer was committed, by this or another log object; hot path. */
  grown(chunk: Chunk): void {
    if (chunk.first <= this.lastSeq) return;
    this.lastSeq = chunkLast(chunk);
    this.#observer.grown(chunk);
  }

  /** A chunk appended here was committed; hot path. */
  committed(chunk: Chunk): void {
    const count = chunkCount(chunk);
    this.#inFlight -= count;
    if (this.#refusedInFlight > 0) this.#refusedInFlight -= count;
    else if (this.#isOpen) this.#observer.stored(count, chunkLast(chunk));
  }

  refused(error: StorageError): void {
    this.#inFlight = 0;
    this.#reportRefused(error);
  }

  #reportRefused(error: StorageError): void {
    this.#refusedInFlight = this.#inFlight;
    if (this.#isOpen) this.#observer.refused(error);
  }

  async read(range: SeqRange, bytesMax: number): Promise<Chunk[]> {
    if (isEmptyRange(range)) return [];
    const startMs = retentionStartMs(this.#parts.retention);
    const { extents } = this.#position;
    this.#prepare(range);
    const page: Chunk[] = [];
    let bytesLeft = bytesMax;
    let { first } = range;
    while (bytesLeft > 0 && first <= range.last) {
      const extent = extents.endingFrom(first);
      if (extent === undefined) break;
      // Looked up for each read, as the segment may have been sorted or removed during the previous read.
      const segment = this.#parts.segments.get(extent.segment);
      const wanted = { first, last: range.last };
      const chunks = await segment?.read(this.developerId, wanted, startMs, bytesLeft);
      first = extent.lastSeq + 1;
      for (const chunk of chunks ?? []) {
        page.push(chunk);
        bytesLeft -= chunk.bytes.length;
        first = Math.max(first, chunkLast(chunk) + 1);
      }
    }
    return page;
  }

  /** Opens the next segments of the range and reads their indexes concurrently. */
  #prepare({ first, last }: SeqRange): void {
    const { extents } = this.#position;
    let extent = extents.endingFrom(first);
    for (let i = 0; i < SEGMENTS_PREPARED && extent !== undefined; i++) {
      this.#parts.segments.get(extent.segment)?.prepare(this.developerId);
      const next = extent.lastSeq + 1;
      extent = next <= last ? extents.endingFrom(next) : undefined;
    }
  }

  async firstSeq(): Promise<number> {
    const startMs = retentionStartMs(this.#parts.retention);
    const { extents } = this.#position;
    let extent = extents.endingFrom(0);
    while (extent !== undefined) {
      const segment = this.#parts.segments.get(extent.segment);
      if (segment !== undefined && segment.newestAtMs >= startMs) {
        const seq = await segment.oldestSeq(this.developerId, startMs);
        if (seq !== undefined) return seq;
      }
      extent = extents.endingFrom(extent.lastSeq + 1);
    }
    return this.#position.lastSeq + 1;
  }

  async mark(producer: string): Promise<number | undefined> {
    return this.#position.mark(producer);
  }

  close(): void {
    this.#isOpen = false;
    this.#position.closed(this);
  }
}
