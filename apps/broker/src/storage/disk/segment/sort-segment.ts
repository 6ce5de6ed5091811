/**
 * Writes the sorted copy of a sealed segment: records by developer, put together to long ones, and a footer.
 * It reads and writes files and nothing else, so that it runs on a thread of its own, and in tests on a disk
 * that loses its power. The segment stays as it is; a copy without a right footer at its end is worth nothing.
 */
import { damaged } from '../../errors.js';
import type { LogFile, LogFiles } from '../files/files.js';
import { coalesce } from '../format/coalesce.js';
import { decodeRecord, SEGMENT_HEADER, SegmentRecord } from '../format/segment-record.js';
import { encodeFooter } from '../index/footer-encoding.js';
import { SORT_STEP_BYTES, SORTED_RECORD_BYTES_MAX } from '../limits.js';
import { SegmentContents } from './segment-contents.js';

/** Names of copies that are being written end so. */
export const SORTING_SUFFIX = '.sorting';

export interface SortJob {
  /** File of the segment. */
  readonly name: string;
  /** Where its records end. */
  readonly recordsEnd: number;
  /** File that is made. */
  readonly copyName: string;
}

export interface SortPace {
  /** Awaited after each step. */
  pause(): Promise<void>;
  /** What a step reads or writes, and one record more at most. */
  readonly stepBytes?: number;
  /** Largest record that is made of smaller ones. */
  readonly recordBytesMax?: number;
}

/**
 * Resolves when the copy would outlive a power cut. Throws `LogDamagedError` when a record is not right.
 */
export async function sortSegment(
  files: Pick<LogFiles, 'open' | 'create'>,
  { name, recordsEnd, copyName }: SortJob,
  pace: SortPace,
): Promise<void> {
  const { stepBytes = SORT_STEP_BYTES, recordBytesMax = SORTED_RECORD_BYTES_MAX } = pace;
  const steps = { pause: pace.pause, stepBytes };
  const bytes = await readSegment(files, name, recordsEnd, steps);
  const offsets = offsetsByDeveloper(bytes, name);
  const copy = await files.create(copyName);
  try {
    const writer = new SteppedWriter(copy, steps);
    const contents = new SegmentContents();
    await writer.write(SEGMENT_HEADER);
    for (const developerId of [...offsets.keys()].sort()) {
      const records = recordsAt(bytes, offsets.get(developerId) ?? []);
      for (const record of coalesce(records, recordBytesMax)) {
        contents.note(developerId, record.chunk, record.newestAtMs, record.raw.length);
        await writer.write(record.raw);
      }
    }
    const footer = await contents.toFooter(true);
    for (const piece of encodeFooter(footer, contents.recordsEnd)) await writer.write(piece);
    await writer.end();
  } finally {
    await copy.close();
  }
}

type Steps = Required<Pick<SortPace, 'pause' | 'stepBytes'>>;

async function readSegment(
  files: Pick<LogFiles, 'open'>,
  name: string,
  recordsEnd: number,
  { pause, stepBytes }: Steps,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(recordsEnd);
  const file = await files.open(name);
  try {
    for (let at = 0; at < recordsEnd; at += stepBytes) {
      await file.read(bytes.subarray(at, at + stepBytes), at);
      await pause();
    }
  } finally {
    await file.close();
  }
  return bytes;
}

/** Where each developer's records start. */
function offsetsByDeveloper(bytes: Buffer, name: string): Map<string, number[]> {
  const offsets = new Map<string, number[]>();
  let at = SEGMENT_HEADER.length;
  while (at < bytes.length) {
    const record = decodeRecord(bytes, at);
    if (record === undefined) throw damaged(name, at);
    const ofDeveloper = offsets.get(record.developerId);
    if (ofDeveloper === undefined) offsets.set(record.developerId, [at]);
    else ofDeveloper.push(at);
    at += record.raw.length;
  }
  return offsets;
}

function* recordsAt(bytes: Buffer, offsets: readonly number[]): Iterable<SegmentRecord> {
  for (const at of offsets)
    yield new SegmentRecord(bytes.subarray(at, at + bytes.readUInt32LE(at)));
}

/** Writes in steps, each with its own sync: one at the end would hold up the live log's for long. */
class SteppedWriter {
  readonly #file: LogFile;
  readonly #steps: Steps;
  #position = 0;
  #waiting: Buffer[] = [];
  #waitingBytes = 0;

  constructor(file: LogFile, steps: Steps) {
    this.#file = file;
    this.#steps = steps;
  }

  async write(bytes: Buffer): Promise<void> {
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= this.#steps.stepBytes) await this.#step();
  }

  /** Resolves when all of it would outlive a power cut. */
  async end(): Promise<void> {
    await this.#step();
  }

  async #step(): Promise<void> {
    await this.#file.commit(this.#waiting, this.#position);
    this.#position += this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#steps.pause();
  }
}
