/**
 * A submitted event, and the promise of its outcome, which `submit` returns. The event never changes. The state of
 * its sending is in the same object, so that there is one object per event: only the outbox writes it, except
 * `hasSafeNumber`, which the journal writes, and the number of an event restored from an earlier run.
 */
import type { SubmitOutcome } from './producer-api.js';

export class Entry {
  /** Sequence number in the order of `submit`. */
  readonly id: number;
  readonly type: string;
  /** The SUBMIT frame without `n`. */
  readonly text: string;
  /** Length of `text` in UTF-8. */
  readonly bytes: number;
  /** Time of `submit`, by the clock of the producer. */
  readonly atMs: number;
  /** Whether `text` has the exact format of `submit`, so that the reading can be extracted from it. */
  readonly isBatchable: boolean;
  /** Never rejects, so that it need not be handled. */
  readonly outcome: Promise<SubmitOutcome>;
  /** Settles the outcome; only the first call has an effect. */
  settle!: (outcome: SubmitOutcome) => void;
  /** Number `n` in the order of sending, unchanged when it is resent; 0 before it is in the outbox. */
  n = 0;
  /** Whether the number may be sent: it is in the store, if there is one. */
  hasSafeNumber = true;
  /** Time of sending on the current connection. */
  sentAtMs = 0;
  /** Whether it was ever sent. */
  wasSent = false;
  /** Whether it was sent without its number: if it is resent, it may be stored twice. */
  wasUnnumbered = false;

  constructor(
    id: number,
    type: string,
    text: string,
    bytes: number,
    atMs: number,
    isBatchable = true,
  ) {
    this.id = id;
    this.type = type;
    this.text = text;
    this.bytes = bytes;
    this.atMs = atMs;
    this.isBatchable = isBatchable;
    this.outcome = new Promise((resolve) => {
      this.settle = resolve;
    });
  }
}
