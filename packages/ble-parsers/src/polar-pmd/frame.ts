/**
 * The 10-byte head that every Polar PMD data frame starts with: stream, time, frame type.
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
import type { PmdStream } from './stream.js';
import { unixMs } from './unix-time.js';

/** What every PMD data frame has. */
export interface PmdFrame extends Payload {
  /** ns since 2000-01-01 by the clock of the device, of the LAST sample. Beyond 2^53, hence bigint. */
  timestampNs: bigint;
  /** The same in ms since 1970; `undefined` when the device has no time (0). */
  deviceTimeMs?: number | undefined;
  /** Layout of the samples; each stream numbers its own. */
  frameType: number;
  /** Samples are delta-coded. */
  isCompressed: boolean;
}

/** A decoder of one stream; of the context it may use `factor`. It never throws. */
export type PmdDecode<T> = (bytes: BytesInput, context?: DecodeContext) => DecodeResult<T>;

/** Set in the byte of the frame type when the samples are delta-coded. */
export const COMPRESSED = 0x80;

/**
 * Makes the decoder of a stream from what reads the samples by the byte of the frame type; it gives
 * `undefined` for types that it does not know. Frames of another stream are rejected.
 */
/*#__NO_SIDE_EFFECTS__*/
export function pmdDecoder<T extends PmdFrame>(
  stream: PmdStream,
  read: (r: Reader, type: number, factor: number) => Omit<T, keyof PmdFrame> | undefined,
): PmdDecode<T> {
  return (bytes, context) => {
    const r = reader(bytes);
    if ((u8(r) & 0x3f) !== stream) reject(r, 0);
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

/** For `JSON.stringify`, which refuses `bigint`: the time as text. Values of a device: `withJson`. */
function toJson(this: PmdFrame): object {
  return { ...this, timestampNs: `${this.timestampNs}` };
}
