/**
 * The 10-byte head that every Polar PMD data frame starts with: stream, time, frame type.
 * Source: polarofficial/polar-ble-sdk, PMD data frame.
 */
import { type Payload, type Reader, reject, u8, u64 } from '../reader.js';
import type { PmdStream } from './stream.js';
/** What every PMD data frame has. */
export interface PmdFrame extends Payload {
  /** ns since 2000-01-01 by the clock of the device, of the LAST sample. Beyond 2^53, hence bigint. */
  timestampNs: bigint;
  /** Layout of the samples; each stream numbers its own. */
  frameType: number;
  /** Samples are delta-coded. */
  isCompressed: boolean;
}

/** Reads the head; a frame of another stream is rejected. */
export function pmdFrame(r: Reader, stream: PmdStream): PmdFrame {
  if ((u8(r) & 0x3f) !== stream) reject(r, 0);
  const timestampNs = u64(r);
  const type = u8(r);
  return { timestampNs, frameType: type & 0x7f, isCompressed: type >= 0x80 };
}
