import type { Tampering } from './tamper/tampering-proxy.js';

/** Breaks a mechanism. A row that is run with its mutation must report a violation. */
export interface Mutation {
  /** Completes "with …". */
  readonly meaning: string;
  /** A file of apps/faults/mutations/ that the broker's process loads first. */
  readonly preload?: string;
  /** What a relay between the clients and the broker does to their frames. */
  readonly tampering?: Tampering;
  /** A switch that the row itself reads. */
  readonly isSwitch?: true;
}
