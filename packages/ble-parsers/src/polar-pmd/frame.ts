/**
 * The 10-byte header of every Polar PMD data frame: stream, time, frame type.
 * Source: polarofficial/polar-ble-sdk, PMD data frame.
 */

import type { DecodeContext } from '../context.js';
import {
  type BytesInput,
  finish,
  type Payload,
  type Reader,
  reader,
  reject,
  u8,
  u64,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type PmdStream, STREAM_MASK } from './stream.js';
import { unixMs } from './unix-time.js';

/** The common fields of PMD data frames. */
export interface PmdFrame extends Payload {
  /**
   * Time of the LAST sample in ns since 2000-01-01, by the clock of the device. A bigint, because it
   * exceeds 2^53.
   */
  timestampNs: bigint;
  /** The same in ms since 1970; `undefined` if the device has no time (0). */
  deviceTimeMs?: number | undefined;
  /** Layout of the samples; numbered per stream. */
  frameType: number;
  /** Samples are delta-coded. */
  isCompressed: boolean;
}

/** Returns the units of the fields of every frame, together with those of a stream's own fields. */
export function frameUnits<U extends object>(own: U) {
  return { timestampNs: 'ns', deviceTimeMs: 'ms', frameType: '', isCompressed: '', ...own };
}

/** A decoder of one stream. It may use `factor` of the context. It never throws. */
export type PmdDecode<T> = (bytes: BytesInput, context?: DecodeContext) => DecodeResult<T>;

/** Flag in the byte of the frame type: the samples are delta-coded. */
export const COMPRESSED = 0x80;

/**
 * Creates the decoder of a stream. `read` gets the byte of the frame type, reads the samples, and
 * returns `undefined` for an unknown type. Frames of another stream are rejected.
 */
/*#__NO_SIDE_EFFECTS__*/
export function pmdDecoder<T extends PmdFrame>(
  stream: PmdStream,
  read: (r: Reader, type: number, factor: number) => Omit<T, keyof PmdFrame> | undefined,
): PmdDecode<T> {
  return (bytes, context) => {
    const r = reader(bytes);
    if ((u8(r) & STREAM_MASK) !== stream) reject(r, 0);
    const timestampNs = u64(r);
    const type = u8(r);
    const frame = {
      timestampNs,
      deviceTimeMs: unixMs(timestampNs),
      frameType: type & 0x7f,
      isCompressed: type >= COMPRESSED,
    };
    const samples = read(r, type, context?.factor ?? 1);
    if (!samples) reject(r, 9, 'unknown-id');
    Object.defineProperty(frame, 'toJSON', { value: toJson, configurable: true });
    return finish(r, Object.assign(frame, samples) as PmdFrame as T);
  };
}

/**
 * Returns a copy with the time as a string, because `JSON.stringify` throws for `bigint`. Smaller in a bundle than
 * `withJson`, which also converts lists of `bigint`.
 */
function toJson(this: PmdFrame): object {
  return { ...this, timestampNs: `${this.timestampNs}` };
}
