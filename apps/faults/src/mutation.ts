import type { Tampering } from './tamper/tampering-proxy.js';

/** Breaks one mechanism on purpose. A row that runs with a mutation must report a violation. */
export interface Mutation {
  /** Completes "with …". */
  readonly meaning: string;
  /** A file of apps/faults/mutations/ that the broker's process preloads. */
  readonly preload?: string;
  /** How a relay between the clients and the broker tampers with frames. */
  readonly tampering?: Tampering;
  /** A switch that the row itself reads. */
  readonly isSwitch?: true;
}
