import type { Cue } from '../wearables/track.js';

/** A recording: cues by user. */
export interface Recording {
  /** Users as the recording names them, '' where it names none; cues in ascending order of time. */
  readonly tracks: ReadonlyMap<string, readonly Cue[]>;
  /** Columns that mean nothing here. */
  readonly passedOver: readonly string[];
}
