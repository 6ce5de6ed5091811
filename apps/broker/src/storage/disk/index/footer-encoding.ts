/** Encodes the footer of a segment piece by piece, because it can be long. `footer.ts` describes the format. */
import { crc32c } from '@node-rs/crc32';
import {
  FOOTER_MARKER,
  type FooterContents,
  type FooterDeveloper,
  ROW_BYTES,
  TAIL_BYTES,
  TAIL_FIELDS_BYTES,
} from './footer.js';

/**
 * The pieces in order, the tail last; encoding a piece takes some tenths of a ms. `start`: offset of the footer in the
 * file.
 */
export function* encodeFooter(contents: FooterContents, start: number): Iterable<Buffer> {
  const runs = new Piece();
  const rows = new Piece();
  const directory: Buffer[] = [];
  const rowStarts = Buffer.alloc(4 * contents.developersCount);
  let rowStartsEnd = 0;
  const runsStart = start + FOOTER_MARKER.length;
  yield FOOTER_MARKER;
  for (const developer of contents.developers) {
    const developerRunsStart = runsStart + runs.bytes;
    let runsCrc = 0;
    for (const part of developer.index.encode()) {
      runsCrc = crc32c(part, runsCrc);
      runs.add(part);
      if (runs.isFull) yield runs.flush();
    }
    rowStartsEnd = rowStarts.writeUInt32LE(rows.bytes, rowStartsEnd);
    rows.add(encodeRow(developer, developerRunsStart, runsCrc));
    if (rows.isFull) directory.push(rows.flush());
  }
  yield runs.flush();
  directory.push(rows.flush(), rowStarts);
  yield* directory;
  yield encodeTail(contents, runs.bytes, directory);
}

/** The order of ids in the directory: by their UTF-8 bytes, which is the order of their code points. */
export function compareUtf8(a: string, b: string): number {
  const length = Math.min(a.length, b.length);
  for (let i = 0; i < length; i++) {
    const [x, y] = [a.charCodeAt(i), b.charCodeAt(i)];
    if (x !== y) return rankOf(x) - rankOf(y);
  }
  return a.length - b.length;
}

/** A surrogate comes after all other code units: it is half of a code point, which is above 0xffff. */
function rankOf(codeUnit: number): number {
  return codeUnit >= 0xd800 && codeUnit < 0xe000 ? codeUnit + 0x10000 : codeUnit;
}

/** Joins small buffers into pieces. */
class Piece {
  /** Bytes of everything added so far. */
  bytes = 0;
  #parts: Buffer[] = [];
  #partsBytes = 0;

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#partsBytes += part.length;
    this.bytes += part.length;
  }

  get isFull(): boolean {
    return this.#parts.length >= PARTS_PER_PIECE || this.#partsBytes >= BYTES_PER_PIECE;
  }

  flush(): Buffer {
    const piece = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partsBytes = 0;
    return piece;
  }
}

const PARTS_PER_PIECE = 128;
const BYTES_PER_PIECE = 128 * 1024;

function encodeRow(
  { developerId, index, marks, lastSeq }: FooterDeveloper,
  runsStart: number,
  runsCrc: number,
): Buffer {
  const marksJson = marks.length > 0 ? JSON.stringify(marks) : '';
  const idBytes = Buffer.byteLength(developerId);
  const marksBytes = Buffer.byteLength(marksJson);
  const row = Buffer.allocUnsafe(ROW_BYTES + idBytes + marksBytes);
  row.writeUInt16LE(idBytes, 0);
  row.writeUInt16LE(0, 2);
  row.writeUInt32LE(marksBytes, 4);
  row.writeUInt32LE(index.length, 8);
  row.writeUInt32LE(runsCrc, 12);
  row.writeDoubleLE(lastSeq, 16);
  row.writeDoubleLE(runsStart, 24);
  row.write(developerId, ROW_BYTES);
  row.write(marksJson, ROW_BYTES + idBytes);
  return row;
}

function encodeTail(
  contents: FooterContents,
  runsBytes: number,
  directory: readonly Buffer[],
): Buffer {
  const tail = Buffer.alloc(TAIL_BYTES);
  tail.writeUInt32LE(runsBytes, 0);
  tail.writeUInt32LE(
    directory.reduce((bytes, { length }) => bytes + length, 0),
    4,
  );
  tail.writeUInt32LE(contents.developersCount, 8);
  tail.writeUInt32LE(contents.isSorted ? 1 : 0, 12);
  tail.writeDoubleLE(contents.oldestAtMs, 16);
  tail.writeDoubleLE(contents.newestAtMs, 24);
  const crc = directory.reduce((crc, piece) => crc32c(piece, crc), 0);
  tail.writeUInt32LE(crc32c(tail.subarray(0, 32), crc), 32);
  FOOTER_MARKER.copy(tail, TAIL_FIELDS_BYTES);
  return tail;
}
