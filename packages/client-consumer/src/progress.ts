import type { StreamEvent } from './events.js';

/**
 * The progress of a receiver. Delivered events are counted, because seqs alone cannot be compared: a new
 * numbering may start at a lower seq.
 */
export interface Progress {
  /** Number of events delivered up to here, since the consumer was created. */
  readonly ordinal: number;
  readonly seq: number;
  readonly epoch: number | undefined;
}

/** Returns the progress after an event, the `ordinal`-th that was delivered. */
export function progressAfter(
  { seq, epoch, resumeAfter = seq }: StreamEvent,
  ordinal: number,
): Progress {
  return { ordinal, seq: resumeAfter, epoch };
}
