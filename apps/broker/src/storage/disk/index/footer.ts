/**
 * The footer after the last record of a sealed segment: an index, so that the records need not be read. A start reads
 * the directory; the runs of one developer are read on demand.
 *
 *   marker · runs of each developer · directory · tail
 *
 *   directory   rows, ascending by id, then for each row a u32: its start
 *   row     0   u16 bytes of the developer id · u16 0 · u32 bytes of the marks
 *           8   u32 runs · u32 CRC-32C of the runs
 *          16   f64 newest seq · f64 where the runs start in the file
 *          32   developer id, UTF-8; marks, JSON: [[producer, newest number, ms since 1970], …]
 *   tail    0   u32 bytes of the runs · u32 bytes of the directory · u32 developers · u32 1 when sorted
 *          16   f64 ms since 1970 of the oldest and of the newest chunk
 *          32   u32 CRC-32C of the directory and the tail so far · u32 0
 *          40   marker
 *
 * The first marker is on disk before the next segment gets a record. It means that the records before it are complete.
 * The rest is written in the background, the tail last. A damaged or unfinished footer costs time, not data: the
 * records are read instead. This file reads footers; `footer-encoding.ts` encodes them.
 */
import { crc32c } from '@node-rs/crc32';
import { firstIndex } from '../../../binary-search.js';
import type { LogFile } from '../files/files.js';
import {
  type ChunkIndex,
  DecodedChunkIndex,
  ENCODED_RUN_BYTES,
  type GrowingChunkIndex,
} from './chunk-index.js';

/** Producer, its newest number, when it arrived (ms since 1970). */
export type FooterMark = readonly [producer: string, n: number, atMs: number];

/** A developer's newest seq and marks in a segment. */
export interface DeveloperEntry {
  readonly developerId: string;
  readonly lastSeq: number;
  readonly marks: readonly FooterMark[];
}

export interface FooterContents {
  readonly isSorted: boolean;
  /** Times of the chunks, ms since 1970. */
  readonly oldestAtMs: number;
  readonly newestAtMs: number;
  readonly developersCount: number;
  /** Ascending by id, in the order of `compareUtf8`. */
  readonly developers: Iterable<FooterDeveloper>;
}

/** One developer's part of a segment. */
export interface FooterDeveloper extends DeveloperEntry {
  readonly index: GrowingChunkIndex;
}

/** The beginning and end of every footer: name and version of the format. */
export const FOOTER_MARKER: Buffer = Buffer.from('wearwire footer 1\n\0\0\0\0\0\0', 'latin1');

export const ROW_BYTES = 32;
export const TAIL_FIELDS_BYTES = 40;
export const TAIL_BYTES = TAIL_FIELDS_BYTES + FOOTER_MARKER.length;

/** Whether a footer begins at `at`, so that the records end there permanently. `size`: size of the file. */
export async function hasFooterMarker(file: LogFile, at: number, size: number): Promise<boolean> {
  if (at + FOOTER_MARKER.length > size) return false;
  const found = Buffer.alloc(FOOTER_MARKER.length);
  await file.read(found, at);
  return found.equals(FOOTER_MARKER);
}

/** The directory's entry of one developer. */
export interface FooterRow extends DeveloperEntry {
  /** Position of its runs in the file, and their CRC-32C. */
  readonly runsStart: number;
  readonly runsBytes: number;
  readonly runsCrc: number;
}

/** Directory and tail as read, and the runs if they are few; rows are decoded on demand. */
export class Footer {
  /** Offset of the footer in the file: the end of the records. */
  readonly start: number;
  readonly developersCount: number;
  readonly isSorted: boolean;
  readonly oldestAtMs: number;
  readonly newestAtMs: number;
  readonly #runs: Buffer;
  readonly #directory: Buffer;

  /** `runs`: the runs of all developers, or empty. */
  constructor(runs: Buffer, directory: Buffer, tail: Buffer, start: number) {
    this.#runs = runs;
    this.#directory = directory;
    this.start = start;
    this.developersCount = tail.readUInt32LE(8);
    this.isSorted = tail.readUInt32LE(12) === 1;
    this.oldestAtMs = tail.readDoubleLE(16);
    this.newestAtMs = tail.readDoubleLE(24);
  }

  get bytes(): number {
    return this.#runs.length + this.#directory.length;
  }

  /** The encoded runs of the developer, if they are in memory. */
  runsOf({ runsStart, runsBytes }: FooterRow): Buffer | undefined {
    if (this.#runs.length === 0) return undefined;
    const at = runsStart - this.start - FOOTER_MARKER.length;
    return this.#runs.subarray(at, at + runsBytes);
  }

  *rows(): Iterable<FooterRow> {
    for (let i = 0; i < this.developersCount; i++) yield this.#row(this.#rowStart(i));
  }

  find(developerId: string): FooterRow | undefined {
    const id = Buffer.from(developerId);
    const order = (i: number): number => {
      const at = this.#rowStart(i);
      return id.compare(this.#directory, at + ROW_BYTES, this.#idEnd(at));
    };
    const found = firstIndex(0, this.developersCount, (i) => order(i) <= 0);
    const isFound = found < this.developersCount && order(found) === 0;
    return isFound ? this.#row(this.#rowStart(found)) : undefined;
  }

  #rowStart(i: number): number {
    return this.#directory.readUInt32LE(this.#directory.length - 4 * (this.developersCount - i));
  }

  #idEnd(at: number): number {
    return at + ROW_BYTES + this.#directory.readUInt16LE(at);
  }

  #row(at: number): FooterRow {
    const directory = this.#directory;
    const idEnd = this.#idEnd(at);
    const marksEnd = idEnd + directory.readUInt32LE(at + 4);
    return {
      developerId: directory.toString('utf8', at + ROW_BYTES, idEnd),
      lastSeq: directory.readDoubleLE(at + 16),
      marks: marksEnd > idEnd ? JSON.parse(directory.toString('utf8', idEnd, marksEnd)) : [],
      runsStart: directory.readDoubleLE(at + 24),
      runsBytes: directory.readUInt32LE(at + 8) * ENCODED_RUN_BYTES,
      runsCrc: directory.readUInt32LE(at + 12),
    };
  }
}

/** Bytes of the first read from the end of a file; enough for tail and directory of most segments. */
const END_BYTES = 64 * 1024;

/** Runs up to this size are read and kept together with the directory. */
const RUNS_KEPT_BYTES_MAX = 128 * 1024;

/** The footer at the end of the file; `undefined`: no valid footer. `size`: bytes of the file. */
export async function readFooter(file: LogFile, size: number): Promise<Footer | undefined> {
  const end = await readEnd(file, size, END_BYTES);
  if (end.length < TAIL_BYTES) return undefined;
  const tail = end.subarray(end.length - TAIL_BYTES);
  if (!tail.subarray(TAIL_FIELDS_BYTES).equals(FOOTER_MARKER)) return undefined;
  const runsBytes = tail.readUInt32LE(0);
  const directoryBytes = tail.readUInt32LE(4);
  const start = size - TAIL_BYTES - directoryBytes - runsBytes - FOOTER_MARKER.length;
  if (start < 0) return undefined;
  const keptBytes = runsBytes <= RUNS_KEPT_BYTES_MAX ? runsBytes : 0;
  const wanted = keptBytes + directoryBytes + TAIL_BYTES;
  const bytes = wanted <= end.length ? end : await readEnd(file, size, wanted);
  // A copy, so that the whole read is not kept in memory.
  const kept = Buffer.from(bytes.subarray(bytes.length - wanted, bytes.length - TAIL_BYTES));
  const directory = kept.subarray(keptBytes);
  const isValid = crc32c(tail.subarray(0, 32), crc32c(directory)) === tail.readUInt32LE(32);
  return isValid ? new Footer(kept.subarray(0, keptBytes), directory, tail, start) : undefined;
}

async function readEnd(file: LogFile, size: number, bytesMax: number): Promise<Buffer> {
  const end = Buffer.alloc(Math.min(size, bytesMax));
  await file.read(end, size - end.length);
  return end;
}

/** The runs of one developer; `undefined`: damaged. */
export async function readRuns(
  file: LogFile,
  footer: Footer,
  row: FooterRow,
): Promise<ChunkIndex | undefined> {
  let encoded = footer.runsOf(row);
  if (encoded === undefined) {
    encoded = Buffer.alloc(row.runsBytes);
    await file.read(encoded, row.runsStart);
  }
  return crc32c(encoded) === row.runsCrc ? new DecodedChunkIndex(row.lastSeq, encoded) : undefined;
}
