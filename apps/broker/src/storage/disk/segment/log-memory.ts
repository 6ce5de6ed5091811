import type { SegmentSpan, SpanMemory } from './segment-span.js';

/** What the log keeps outside its segments, so that numbers outlive them. */
export interface LogMemory extends SpanMemory {
  readonly epoch: number;
  /** `undefined`: of a log that was written before spans were recorded, or whose meta store is gone. */
  readonly span: SegmentSpan | undefined;
  /** MUST have outlived a crash before it resolves with the new epoch, which is higher than all before. */
  beginEpoch(): Promise<number>;
  /** Newest seq of each developer whose segments were removed. */
  readonly lastSeqs: Iterable<readonly [developerId: string, lastSeq: number]>;
  /** MUST have outlived a crash before it resolves. */
  rememberLastSeqs(lastSeqs: Iterable<[developerId: string, lastSeq: number]>): Promise<void>;
}
