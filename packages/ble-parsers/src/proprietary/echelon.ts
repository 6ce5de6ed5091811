/**
 * Echelon bikes without a lock (newer ones require authentication). Messages: 0xF0, type, length,
 * big-endian data, sum of the previous bytes. Power is not sent; formulas for it depend on the model and
 * are not part of this package.
 */
import { type DecoderMeta, metasOf } from '../meta.js';
import {
  type BytesInput,
  finish,
  type Payload,
  type Reader,
  reader,
  reject,
  skip,
  u8,
  u16be,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

const START = 0xf0;
const WORKOUT = 0xd1;
const RESISTANCE = 0xd2;

/** One message of an Echelon bike; which fields it has depends on its type. */
export interface EchelonBike extends Payload {
  /** 0xD1 workout, 0xD2 resistance. */
  messageType: number;
  /** Type 0xD1: s. */
  elapsedTimeS?: number | undefined;
  /** Type 0xD1: km since the start of the session, resolution 0.01. */
  distanceKm?: number | undefined;
  /** Type 0xD1. */
  cadenceRpm?: number | undefined;
  /** Type 0xD1: bpm; `undefined` if there is none (0). */
  heartRateBpm?: number | undefined;
  /** Type 0xD2: level, 1 to 32. */
  resistanceLevel?: number | undefined;
}

/**
 * Decodes 0BF669F3-45F2-11E7-9598-0800200C9A66 and …F4. Fails with `too-short` if the message is
 * truncated, `invalid-value` if it does not begin with 0xF0, `unknown-id` for other messages,
 * `checksum-mismatch` if the last byte is not the sum.
 * Source: cagnulein/qdomyos-zwift, echelonconnectsport.
 */
export function decodeEchelonBike(bytes: BytesInput): DecodeResult<EchelonBike> {
  const r = reader(bytes);
  if (u8(r) !== START) reject(r, 0);
  const messageType = u8(r);
  skip(r, 1);
  const value: EchelonBike = { messageType };
  if (messageType === WORKOUT) {
    value.elapsedTimeS = u16be(r);
    value.distanceKm = (u16be(r) * 0x1_0000 + u16be(r)) / 100;
    value.cadenceRpm = u16be(r);
    value.heartRateBpm = u8(r) || undefined;
  } else if (messageType === RESISTANCE) value.resistanceLevel = u8(r);
  else reject(r, 1, 'unknown-id');
  const size = r.offset;
  if (u8(r) !== sumOf(r, size)) reject(r, size, 'checksum-mismatch');
  return finish(r, value);
}

/** Returns the sum of the first `size` bytes, or of all bytes if there are fewer. */
function sumOf({ view, end }: Reader, size: number): number {
  let sum = 0;
  for (let at = 0; at < Math.min(size, end); at++) sum += view.getUint8(at);
  return sum & 0xff;
}

export const echelonBikeMetas: readonly DecoderMeta[] = metasOf<EchelonBike>(
  {
    profile: 'echelon',
    source: 'cagnulein/qdomyos-zwift',
    fields: {
      messageType: '',
      elapsedTimeS: 's',
      distanceKm: 'km',
      cadenceRpm: 'rpm',
      heartRateBpm: 'bpm',
      resistanceLevel: '',
    },
  },
  {
    '0BF669F345F211E795980800200C9A66': 'Echelon bike, responses',
    '0BF669F445F211E795980800200C9A66': 'Echelon bike, notifications',
  },
);
