import type { Tampering } from './tamper/tampering-proxy.js';

/**
 * Breaks one mechanism on purpose. A row that runs with a mutation must report a violation. The row itself implements a
 * mutation that has neither a preload nor a tampering.
 */
export interface Mutation {
  /** A noun phrase that completes "with …". */
  readonly meaning: string;
  /** A file of apps/faults/mutations/ that the broker's process preloads. */
  readonly preload?: string;
  /** The changes that a relay between the clients and the broker makes to frames. */
  readonly tampering?: Tampering;
}
