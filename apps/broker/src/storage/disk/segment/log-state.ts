import type { SegmentSpan } from './segment-span.js';

/** State of the log outside its segments, so that seqs survive the removal of segments. */
export interface LogState {
  readonly epoch: number;
  /** `undefined`: the log was written before spans were recorded, or its meta store is missing. */
  readonly span: SegmentSpan | undefined;
  /** MUST be durable before it resolves. */
  storeSpan(span: SegmentSpan): Promise<void>;
  /** MUST be durable before it resolves with the new epoch, which is higher than all before. */
  beginEpoch(): Promise<number>;
  /** Newest seq of each developer with removed segments. */
  readonly lastSeqs: Iterable<readonly [developerId: string, lastSeq: number]>;
  /** MUST be durable before it resolves. */
  storeLastSeqs(lastSeqs: Iterable<[developerId: string, lastSeq: number]>): Promise<void>;
}
