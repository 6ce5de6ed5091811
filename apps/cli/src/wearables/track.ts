/**
 * A track is what a wearable emits over time: an iterator of cues in ascending order of time. Sensors and recordings
 * create tracks, the player plays them. A track depends on no clock and on no randomness except its seed.
 */
import type { TimedReading } from '../ble/device-readings.js';

/** The bytes of one notification or broadcast of a sensor. */
export interface Packet {
  readonly profile: string;
  readonly id: string;
  readonly bytes: Uint8Array;
}

/** A reading without a packet: from a phone's own sensor, or from a recording of readings. */
export type BareReading = Omit<TimedReading, 'atMs'>;

export interface Cue {
  /** ms since the start of the track. */
  readonly atMs: number;
  readonly emission: Packet | BareReading;
}

/** Endless for a sensor, finite for a recording. */
export type Track = Iterator<Cue, void>;

export function isPacket(emission: Packet | BareReading): emission is Packet {
  return 'bytes' in emission;
}
