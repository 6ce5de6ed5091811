import type { StreamEvent } from './events.js';

/**
 * How far the receivers of a consumer have come. Events are counted as they are delivered: a seq alone does
 * not say which is further, since numbers may go back.
 */
export interface Place {
  /** Events delivered up to here, since the consumer was made. */
  readonly ordinal: number;
  readonly seq: number;
  readonly epoch: number | undefined;
}

/** The place behind an event, the `ordinal`-th that was delivered. */
export function placeOf({ seq, epoch, resumeAfter = seq }: StreamEvent, ordinal: number): Place {
  return { ordinal, seq: resumeAfter, epoch };
}
