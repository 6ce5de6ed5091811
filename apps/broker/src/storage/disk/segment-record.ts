/**
 * One chunk in a segment file, little-endian:
 *
 *    0  u32  bytes of the whole record
 *    4  u32  CRC-32C of everything behind this field
 *    8  f64  epoch
 *   16  f64  seq of the first event
 *   24  f64  handed to the log, ms since 1970
 *   32  u32  events
 *   36  u16  bytes of the developer id
 *   38  u16  0
 *   40  u32  bytes of the producers' marks
 *   44       developer id, UTF-8; marks, JSON; then u32 an event: where its frame ends; then the frames
 *
 * A record counts when its CRC is right; a log reads until the first one that is not.
 */
import { crc32c } from '@node-rs/crc32';
import { type Chunk, chunkCount } from '../chunk.js';

const FIXED_BYTES = 44;

/** A file starts with these bytes: name and version of the format. */
export const SEGMENT_HEADER = Buffer.from('wearwire segment 1\n\0\0\0\0\0\0', 'latin1');

/** Everything of the record but the frames, which follow as they are. */
export function encodeRecordHead(developerId: string, chunk: Chunk): Buffer {
  const idBytes = Buffer.byteLength(developerId);
  const count = chunkCount(chunk);
  const marks = chunk.marks.length > 0 ? JSON.stringify(chunk.marks) : '';
  const marksBytes = Buffer.byteLength(marks);
  const head = Buffer.allocUnsafe(FIXED_BYTES + idBytes + marksBytes + 4 * count);
  head.writeUInt32LE(head.length + chunk.bytes.length, 0);
  head.writeDoubleLE(chunk.epoch, 8);
  head.writeDoubleLE(chunk.first, 16);
  head.writeDoubleLE(chunk.committedAtMs, 24);
  head.writeUInt32LE(count, 32);
  head.writeUInt16LE(idBytes, 36);
  head.writeUInt16LE(0, 38);
  head.writeUInt32LE(marksBytes, 40);
  head.write(developerId, FIXED_BYTES);
  head.write(marks, FIXED_BYTES + idBytes);
  let at = FIXED_BYTES + idBytes + marksBytes;
  for (const end of chunk.ends) at = head.writeUInt32LE(end, at);
  head.writeUInt32LE(crc32c(chunk.bytes, crc32c(head.subarray(8))), 4);
  return head;
}

export interface SegmentRecord {
  readonly developerId: string;
  readonly chunk: Chunk;
  /** Bytes of the whole record. */
  readonly bytes: number;
}

/** The record at `at`, or `undefined` where none is whole and right. The chunk's bytes are a view. */
export function decodeRecord(bytes: Buffer, at: number): SegmentRecord | undefined {
  if (at + FIXED_BYTES > bytes.length) return undefined;
  const length = bytes.readUInt32LE(at);
  if (length < FIXED_BYTES || at + length > bytes.length) return undefined;
  const record = bytes.subarray(at, at + length);
  if (crc32c(record.subarray(8)) !== record.readUInt32LE(4)) return undefined;
  const count = record.readUInt32LE(32);
  const idEnd = FIXED_BYTES + record.readUInt16LE(36);
  const marksEnd = idEnd + record.readUInt32LE(40);
  const framesStart = marksEnd + 4 * count;
  const ends = new Uint32Array(count);
  for (let i = 0; i < count; i++) ends[i] = record.readUInt32LE(marksEnd + 4 * i);
  return {
    developerId: record.toString('utf8', FIXED_BYTES, idEnd),
    chunk: {
      epoch: record.readDoubleLE(8),
      first: record.readDoubleLE(16),
      committedAtMs: record.readDoubleLE(24),
      bytes: record.subarray(framesStart),
      ends,
      marks: marksEnd > idEnd ? JSON.parse(record.toString('utf8', idEnd, marksEnd)) : [],
    },
    bytes: length,
  };
}

/** Bytes of the record at `at`, or 0 where not even its length is there. */
export function recordBytes(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0;
}
