/**
 * Writes the sorted copy of a sealed segment: records by developer, merged into long ones, and a footer. It only
 * reads and writes files, so that it can run on a separate thread and, in tests, on a simulated disk with power cuts.
 * The segment is not changed; a copy is valid only with a complete footer.
 */
import { damaged } from '../../errors.js';
import { type LogFile, type LogFiles, withFile } from '../files/files.js';
import { coalesce } from '../format/coalesce.js';
import { decodeRecord, SEGMENT_HEADER, SegmentRecord } from '../format/segment-record.js';
import { encodeFooter } from '../index/footer-encoding.js';
import { SORT_STEP_BYTES, SORTED_RECORD_BYTES_MAX } from '../limits.js';
import { SegmentContents } from './segment-contents.js';

/** Suffix of unfinished copies. */
export const SORTING_SUFFIX = '.sorting';

export interface SortJob {
  /** File name of the segment. */
  readonly name: string;
  /** End of its records. */
  readonly recordsEnd: number;
  /** File name of the copy. */
  readonly copyName: string;
}

export interface SortOptions {
  /** Awaited after each step. */
  pause(): Promise<void>;
  /** Bytes read or written per step, plus at most one record. */
  readonly stepBytes?: number;
  /** Limit on a merged record, in bytes. */
  readonly recordBytesMax?: number;
}

/** Resolves when the copy is synced. Throws `LogDamagedError` if a record is invalid. */
export async function sortSegment(
  files: Pick<LogFiles, 'open' | 'create'>,
  { name, recordsEnd, copyName }: SortJob,
  options: SortOptions,
): Promise<void> {
  const { stepBytes = SORT_STEP_BYTES, recordBytesMax = SORTED_RECORD_BYTES_MAX } = options;
  const steps = { pause: options.pause, stepBytes };
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
        contents.add(developerId, record.chunk, record.newestAtMs, record.raw.length);
        await writer.write(record.raw);
      }
    }
    const footer = await contents.toFooter(true);
    for (const piece of encodeFooter(footer, contents.recordsEnd)) await writer.write(piece);
    await writer.flush();
  } finally {
    await copy.close();
  }
}

type Steps = Required<Pick<SortOptions, 'pause' | 'stepBytes'>>;

async function readSegment(
  files: Pick<LogFiles, 'open'>,
  name: string,
  recordsEnd: number,
  { pause, stepBytes }: Steps,
): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(recordsEnd);
  await withFile(files, name, async (file) => {
    for (let at = 0; at < recordsEnd; at += stepBytes) {
      await file.read(bytes.subarray(at, at + stepBytes), at);
      await pause();
    }
  });
  return bytes;
}

/** Offsets of each developer's records. */
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

/** Writes in steps with a sync each: a single sync at the end would delay the syncs of the live log for long. */
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
    if (this.#waitingBytes >= this.#steps.stepBytes) await this.flush();
  }

  /** Resolves when everything is synced. */
  async flush(): Promise<void> {
    await this.#file.commit(this.#waiting, this.#position);
    this.#position += this.#waitingBytes;
    this.#waiting = [];
    this.#waitingBytes = 0;
    await this.#steps.pause();
  }
}
