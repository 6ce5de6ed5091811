/**
 * WHOOP live heart rate (generation 4). Frame: 0xAA, size u16, CRC-8 of the size, packet, CRC-32 of the
 * packet. Generation 5 has another header and is not decoded. A strap sends nothing before it has
 * received the command 0x03 01.
 */
import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  type Payload,
  type Reader,
  reader,
  reject,
  skip,
  u8,
  u16,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';
import { crc8 } from './crc8.js';
import { crc32 } from './crc32.js';

const START = 0xaa;
const LIVE = 0x28;
/** Start, size, CRC of the size. */
const HEADER_BYTES = 4;
const CRC_BYTES = 4;
/** Minimum size: from the type to the count of intervals, and the intervals. */
const PACKET_BYTES_MIN = 18;
/** Positions for intervals in a packet, used or unused. */
const RR_SLOTS = 4;

/** One packet of live heart rate. */
export interface WhoopLive extends Payload {
  /** 40 live heart rate. */
  packetType: number;
  /** s since 1970 by the clock of the strap. */
  timestampS: number;
  /** bpm; `undefined` if there is none (0). */
  heartRateBpm?: number | undefined;
  /** ms, oldest first; empty if there are none. */
  rrIntervalsMs: number[];
}

/**
 * Decodes 61080005-8D6D-82B8-614A-1C8CB0F8DCC6, packets of live heart rate. Fails with `too-short` if
 * the frame is truncated, `invalid-value` if it does not begin with 0xAA, its size is too small for such a packet or
 * it has more than four intervals, `checksum-mismatch` if a CRC is wrong, `unknown-id` for other packets.
 * Source: OpenStrap/protocol and bWanShiTong/reverse-engineering-whoop, which agree.
 */
export function decodeWhoopLive(bytes: BytesInput): DecodeResult<WhoopLive> {
  const r = reader(bytes);
  if (u8(r) !== START) reject(r, 0);
  const size = u16(r) || 0;
  if (u8(r) !== crc8(r, 1, HEADER_BYTES - 1)) reject(r, HEADER_BYTES - 1, 'checksum-mismatch');
  checkPacket(r, size);
  const packetType = u8(r);
  if (packetType !== LIVE) reject(r, HEADER_BYTES, 'unknown-id');
  skip(r, 1);
  const timestampS = u32(r);
  skip(r, 2);
  const heartRateBpm = u8(r) || undefined;
  const count = u8(r);
  if (count > RR_SLOTS) reject(r, r.offset - 1);
  const rrIntervalsMs: number[] = [];
  while (rrIntervalsMs.length < count && count <= RR_SLOTS) rrIntervalsMs.push(u16(r));
  skip(r, Math.max(0, HEADER_BYTES + size - r.offset));
  return finish<WhoopLive>(r, { packetType, timestampS, heartRateBpm, rrIntervalsMs });
}

/** Verifies the CRC-32 after the packet. A truncated packet is too short regardless of its CRC. */
function checkPacket(r: Reader, size: number): void {
  const crcAt = HEADER_BYTES + size - CRC_BYTES;
  if (size < PACKET_BYTES_MIN + CRC_BYTES) return reject(r, 1);
  if (crcAt + CRC_BYTES > r.end) return undefined;
  const isRight = r.view.getUint32(crcAt, true) === crc32(r, HEADER_BYTES, crcAt);
  return isRight ? undefined : reject(r, crcAt, 'checksum-mismatch');
}

export const whoopLiveMeta: DecoderMeta<WhoopLive> = {
  profile: 'whoop',
  id: '610800058D6D82B8614A1C8CB0F8DCC6',
  name: 'WHOOP live heart rate (generation 4)',
  source: 'OpenStrap/protocol; bWanShiTong/reverse-engineering-whoop',
  fields: { packetType: '', timestampS: 's', heartRateBpm: 'bpm', rrIntervalsMs: 'ms' },
};
