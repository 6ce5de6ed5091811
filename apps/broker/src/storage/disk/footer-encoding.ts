/** Makes the footer of a segment, whose bytes `footer.ts` describes, piece by piece: it can be long. */
import { crc32c } from '@node-rs/crc32';
import {
  FOOTER_MARK,
  type FooterContents,
  type FooterDeveloper,
  ROW_BYTES,
  TAIL_BYTES,
  TAIL_FIELDS_BYTES,
} from './footer.js';
import { sortInTurns } from './turns.js';

/** In the order of the bytes of their ids, which is the directory's. */
export async function sortedById(
  developers: Iterable<FooterDeveloper>,
): Promise<FooterDeveloper[]> {
  const sorted = await sortInTurns(withKeys(developers), (a, b) => (a.key < b.key ? -1 : 1));
  return sorted.map(({ developer }) => developer);
}

/** With the bytes of each id as a string of as many characters. */
function* withKeys(developers: Iterable<FooterDeveloper>) {
  for (const developer of developers) {
    yield { key: Buffer.from(developer.developerId).toString('latin1'), developer };
  }
}

/**
 * The pieces in their order; each is some tenths of a ms of work, the tail is the last. `start`: where the
 * footer will lie in the file.
 */
export function* encodeFooter(contents: FooterContents, start: number): Iterable<Buffer> {
  const { developers } = contents;
  const runs = new Piece();
  const rows = new Piece();
  const directory: Buffer[] = [];
  const rowStarts = Buffer.alloc(4 * developers.length);
  const runsStart = start + FOOTER_MARK.length;
  yield FOOTER_MARK;
  for (const [i, developer] of developers.entries()) {
    const ownStart = runsStart + runs.bytes;
    let runsCrc = 0;
    for (const part of developer.index.encode()) {
      runsCrc = crc32c(part, runsCrc);
      runs.add(part);
      if (runs.isFull) yield runs.take();
    }
    rowStarts.writeUInt32LE(rows.bytes, 4 * i);
    rows.add(encodeRow(developer, ownStart, runsCrc));
    if (rows.isFull) directory.push(rows.take());
  }
  yield runs.take();
  directory.push(rows.take(), rowStarts);
  yield* directory;
  yield encodeTail(contents, runs.bytes, directory);
}

/** Puts small buffers together to larger ones. */
class Piece {
  /** Of all that were added so far. */
  bytes = 0;
  #parts: Buffer[] = [];
  #partsBytes = 0;

  add(part: Buffer): void {
    this.#parts.push(part);
    this.#partsBytes += part.length;
    this.bytes += part.length;
  }

  get isFull(): boolean {
    return this.#parts.length >= PARTS_A_PIECE || this.#partsBytes >= BYTES_A_PIECE;
  }

  take(): Buffer {
    const piece = Buffer.concat(this.#parts);
    this.#parts = [];
    this.#partsBytes = 0;
    return piece;
  }
}

const PARTS_A_PIECE = 128;
const BYTES_A_PIECE = 128 * 1024;

function encodeRow(
  { developerId, index, marks, lastSeq }: FooterDeveloper,
  runsStart: number,
  runsCrc: number,
): Buffer {
  const id = Buffer.from(developerId);
  const marksJson = Buffer.from(marks.length > 0 ? JSON.stringify(marks) : '');
  const fixed = Buffer.alloc(ROW_BYTES);
  fixed.writeUInt16LE(id.length, 0);
  fixed.writeUInt32LE(marksJson.length, 4);
  fixed.writeUInt32LE(index.length, 8);
  fixed.writeUInt32LE(runsCrc, 12);
  fixed.writeDoubleLE(lastSeq, 16);
  fixed.writeDoubleLE(runsStart, 24);
  return Buffer.concat([fixed, id, marksJson]);
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
  tail.writeUInt32LE(contents.developers.length, 8);
  tail.writeUInt32LE(contents.isSorted ? 1 : 0, 12);
  tail.writeDoubleLE(contents.oldestAtMs, 16);
  tail.writeDoubleLE(contents.newestAtMs, 24);
  const crc = directory.reduce((crc, piece) => crc32c(piece, crc), 0);
  tail.writeUInt32LE(crc32c(tail.subarray(0, 32), crc), 32);
  FOOTER_MARK.copy(tail, TAIL_FIELDS_BYTES);
  return tail;
}
