import type { Cue } from '../wearables/track.js';

/** A recording: cues by user. */
export interface Recording {
  /** Cues by user, in ascending order of time; '' for lines without a user. */
  readonly tracks: ReadonlyMap<string, readonly Cue[]>;
  /** Names of ignored columns. */
  readonly ignoredColumns: readonly string[];
}
