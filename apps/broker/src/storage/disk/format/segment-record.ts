/**
 * One chunk in a segment file, little-endian:
 *
 *    0  u32  bytes of the whole record
 *    4  u32  CRC-32C of everything after this field
 *    8  f64  epoch
 *   16  f64  seq of the first event
 *   24  f64  time of the append of the oldest event, ms since 1970
 *   32  u32  number of events
 *   36  u16  bytes of the developer id
 *   38  u16  number of times, 0 if the chunk is not merged
 *   40  u32  bytes of the producers' marks
 *   44       developer id, UTF-8; marks, JSON; then for each event a u32: the end of its frame; then the times;
 *            then the frames
 *
 * A record of a sorted segment can be several merged chunks. Each time (u32 index of an event, f64 ms) then says when
 * the events from that index on were appended, so that retention is as exact as with single chunks. A record is valid
 * if its CRC is correct.
 */
import { crc32c } from '@node-rs/crc32';
import { type Chunk, chunkCount, chunkFrom } from '../../chunk.js';

const FIXED_BYTES = 44;
const TIME_BYTES = 12;

/** The most times that a record can have: the largest number that fits into the field. */
export const TIMES_MAX = 0xffff;

/** The first bytes of a file: name and version of the format. */
export const SEGMENT_HEADER: Buffer = Buffer.from('wearwire segment 1\n\0\0\0\0\0\0', 'latin1');

/** Events from `index` on were appended at `atMs`. */
export interface EventTime {
  readonly index: number;
  readonly atMs: number;
}

/** Encodes the record up to its frames, which follow unchanged; hot path. */
export function encodeRecordHeader(
  developerId: string,
  chunk: Chunk,
  times: readonly EventTime[] = [],
): Buffer {
  const idBytes = Buffer.byteLength(developerId);
  const count = chunkCount(chunk);
  const marks = chunk.marks.length > 0 ? JSON.stringify(chunk.marks) : '';
  const marksBytes = Buffer.byteLength(marks);
  const bytes = FIXED_BYTES + idBytes + marksBytes + 4 * count + TIME_BYTES * times.length;
  const header = Buffer.allocUnsafe(bytes);
  header.writeUInt32LE(bytes + chunk.bytes.length, 0);
  header.writeDoubleLE(chunk.epoch, 8);
  header.writeDoubleLE(chunk.first, 16);
  header.writeDoubleLE(chunk.committedAtMs, 24);
  header.writeUInt32LE(count, 32);
  header.writeUInt16LE(idBytes, 36);
  header.writeUInt16LE(times.length, 38);
  header.writeUInt32LE(marksBytes, 40);
  header.write(developerId, FIXED_BYTES);
  header.write(marks, FIXED_BYTES + idBytes);
  let at = FIXED_BYTES + idBytes + marksBytes;
  for (const end of chunk.ends) at = header.writeUInt32LE(end, at);
  for (const { index, atMs } of times) {
    at = header.writeUInt32LE(index, at);
    at = header.writeDoubleLE(atMs, at);
  }
  header.writeUInt32LE(crc32c(chunk.bytes, crc32c(header.subarray(8))), 4);
  return header;
}

/** A complete, valid record: views of the bytes that it was found in. */
export class SegmentRecord {
  readonly developerId: string;
  readonly chunk: Chunk;
  /** The complete record as in the file. */
  readonly raw: Buffer;
  readonly #timesStart: number;
  readonly #timesCount: number;

  constructor(raw: Buffer) {
    const count = raw.readUInt32LE(32);
    const idEnd = FIXED_BYTES + raw.readUInt16LE(36);
    const marksEnd = idEnd + raw.readUInt32LE(40);
    const ends = new Uint32Array(count);
    for (let i = 0; i < count; i++) ends[i] = raw.readUInt32LE(marksEnd + 4 * i);
    this.raw = raw;
    this.#timesStart = marksEnd + 4 * count;
    this.#timesCount = raw.readUInt16LE(38);
    this.developerId = raw.toString('utf8', FIXED_BYTES, idEnd);
    this.chunk = {
      epoch: raw.readDoubleLE(8),
      first: raw.readDoubleLE(16),
      committedAtMs: raw.readDoubleLE(24),
      bytes: raw.subarray(this.#timesStart + TIME_BYTES * this.#timesCount),
      ends,
      marks: marksEnd > idEnd ? JSON.parse(raw.toString('utf8', idEnd, marksEnd)) : [],
    };
  }

  /** When its events were appended: at least one entry, ascending by `index`. */
  get times(): readonly EventTime[] {
    if (this.#timesCount === 0) return [{ index: 0, atMs: this.chunk.committedAtMs }];
    return Array.from({ length: this.#timesCount }, (_, i) => {
      const at = this.#timesStart + i * TIME_BYTES;
      return { index: this.raw.readUInt32LE(at), atMs: this.raw.readDoubleLE(at + 4) };
    });
  }

  get newestAtMs(): number {
    if (this.#timesCount === 0) return this.chunk.committedAtMs;
    return this.times.reduce((newest, { atMs }) => Math.max(newest, atMs), 0);
  }

  /** Its events from the first one that is not older than `startMs`, if any. */
  since(startMs: number): Chunk | undefined {
    if (this.chunk.committedAtMs >= startMs) return this.chunk;
    const time = this.times.find(({ atMs }) => atMs >= startMs);
    return time && chunkFrom(this.chunk, time.index, time.atMs);
  }
}

/** The record at `at`; `undefined`: no complete, valid record. */
export function decodeRecord(bytes: Buffer, at: number): SegmentRecord | undefined {
  const length = recordBytes(bytes, at);
  if (length < FIXED_BYTES || at + length > bytes.length) return undefined;
  const raw = bytes.subarray(at, at + length);
  return crc32c(raw.subarray(8)) === raw.readUInt32LE(4) ? new SegmentRecord(raw) : undefined;
}

/** Length of the record at `at` in bytes; 0: not even its length field is there. */
export function recordBytes(bytes: Buffer, at: number): number {
  return at + 4 <= bytes.length ? bytes.readUInt32LE(at) : 0;
}
