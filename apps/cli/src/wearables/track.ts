/**
 * What a wearable emits over time, as data: an iterator of cues in ascending order of time. Sensors and
 * recordings make tracks, the player plays them. A track knows no clock and no chance but its seed's, so
 * the same track twice gives the same cues.
 */
import type { TimedReading } from '../ble/device-readings.js';

/** Bytes of a sensor, as a notification or a broadcast brings them. */
export interface Packet {
  readonly profile: string;
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** Something that has no bytes: a phone's own sensor, or a recording of readings. */
export type BareReading = Omit<TimedReading, 'atMs'>;

export interface Cue {
  /** ms since the start of the track. */
  readonly atMs: number;
  readonly emission: Packet | BareReading;
}

/** Endless for a sensor, with an end for a recording. */
export type Track = Iterator<Cue, void>;

export function isPacket(emission: Packet | BareReading): emission is Packet {
  return 'bytes' in emission;
}
