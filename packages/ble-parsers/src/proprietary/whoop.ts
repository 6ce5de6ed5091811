/**
 * WHOOP live heart rate (generation 4). Frame: 0xAA, size u16, CRC-8 of the size, packet, CRC-32 of the
 * packet. Generation 5 has another head and is not decoded. A strap sends after the command 0x03 01.
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
const HEAD_BYTES = 4;
const CRC_BYTES = 4;
/** Type to the count of intervals, and the intervals. */
const PACKET_BYTES_MIN = 18;
/** Slots for intervals in a packet, used or not. */
const RR_SLOTS = 4;

/** One packet of live heart rate. */
export interface WhoopLive extends Payload {
  /** 40 live heart rate. */
  packetType: number;
  /** s since 1970 by the clock of the strap. */
  timestampS: number;
  /** bpm; `undefined` when there is none (0). */
  heartRateBpm?: number | undefined;
  /** ms, oldest first; empty when there are none. */
  rrIntervalsMs: number[];
}

/**
 * Decodes 61080005-8D6D-82B8-614A-1C8CB0F8DCC6, packets of live heart rate. Fails with `too-short` when the
 * frame is cut, `invalid-value` when it does not begin with 0xAA or has more than four intervals,
 * `checksum-mismatch` when a CRC is wrong, `unknown-id` for other packets.
 * Source: OpenStrap/protocol and bWanShiTong/reverse-engineering-whoop, which agree.
 */
export function decodeWhoopLive(bytes: BytesInput): DecodeResult<WhoopLive> {
  const r = reader(bytes);
  if (u8(r) !== START) reject(r, 0);
  const size = u16(r) || 0;
  if (u8(r) !== crc8(r, 1, HEAD_BYTES - 1)) reject(r, HEAD_BYTES - 1, 'checksum-mismatch');
  checkPacket(r, size);
  const packetType = u8(r);
  if (packetType !== LIVE) reject(r, HEAD_BYTES, 'unknown-id');
  skip(r, 1);
  const timestampS = u32(r);
  skip(r, 2);
  const heartRateBpm = u8(r) || undefined;
  const count = u8(r);
  if (count > RR_SLOTS) reject(r, r.offset - 1);
  const rrIntervalsMs: number[] = [];
  while (rrIntervalsMs.length < count && count <= RR_SLOTS) rrIntervalsMs.push(u16(r));
  skip(r, Math.max(0, HEAD_BYTES + size - r.offset));
  return finish<WhoopLive>(r, { packetType, timestampS, heartRateBpm, rrIntervalsMs });
}

/** The CRC-32 behind the packet. A packet that is cut is too short whatever its CRC. */
function checkPacket(r: Reader, size: number): void {
  const crcAt = HEAD_BYTES + size - CRC_BYTES;
  if (size < PACKET_BYTES_MIN + CRC_BYTES) return reject(r, 1);
  if (crcAt + CRC_BYTES > r.end) return undefined;
  const isRight = r.view.getUint32(crcAt, true) === crc32(r, HEAD_BYTES, crcAt);
  return isRight ? undefined : reject(r, crcAt, 'checksum-mismatch');
}

export const whoopLiveMeta: DecoderMeta<WhoopLive> = {
  profile: 'whoop',
  id: '610800058D6D82B8614A1C8CB0F8DCC6',
  name: 'WHOOP live heart rate (generation 4)',
  source: 'OpenStrap/protocol; bWanShiTong/reverse-engineering-whoop',
  fields: { packetType: '', timestampS: 's', heartRateBpm: 'bpm', rrIntervalsMs: 'ms' },
};
