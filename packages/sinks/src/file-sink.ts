/**
 * Writes NDJSON or CSV files in a folder. Events are appended to `NAME.part`, which is renamed to `NAME`
 * when it reaches its maximum size or age, or when the sink closes; files without `.part` never change. A
 * batch is confirmed when it is synced to disk. After a crash, the next start removes an incomplete last
 * line from each part and renames the part, or deletes it if it then has no event.
 */
import { type FileHandle, link, mkdir, open, readdir, unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { KEYED_CSV_HEADER, keyedCsvLine } from './csv-line.js';
import { SinkSetupError, SinkUnavailableError } from './errors.js';
import { eventJson } from './event-json.js';
import type { Sink, SinkEvent } from './sink.js';

/** Options of `fileSink`. */
export interface FileSinkOptions {
  /** The folder, created if missing. Two sinks MUST NOT share one. */
  readonly folder: string;
  readonly format: 'ndjson' | 'csv';
  /** Complete a file at this size. Default 64 MiB. */
  readonly bytesMax?: number;
  /** Complete a file this long after it was created, in ms. Default 3,600,000. */
  readonly ageMsMax?: number;
}

const BYTES_MAX = 64 * 1024 * 1024;
const AGE_MS_MAX = 3_600_000;
/** Wait before another attempt to complete a part that has reached its maximum age. */
const RETRY_MS = 10_000;
/** Bytes read at a time when looking for the last line break of a part. */
const TAIL_BYTES = 64 * 1024;

interface Part {
  readonly name: string;
  readonly file: FileHandle;
  bytes: number;
}

/** Codes of temporary errors: no space, no file handles, I/O errors. */
const TEMPORARY_CODES = new Set([
  'ENOSPC',
  'EDQUOT',
  'EMFILE',
  'ENFILE',
  'EIO',
  'EAGAIN',
  'ESTALE',
]);

/** Creates a sink that writes files. */
export function fileSink(options: FileSinkOptions): Sink {
  return new FileSink(options);
}

class FileSink implements Sink {
  readonly name: string;
  readonly #options: FileSinkOptions;
  readonly #lineOf: (event: SinkEvent) => string;
  #part: Part | undefined;
  #ageTimer: NodeJS.Timeout | undefined;
  /** Settles after the last operation on the part; operations never overlap. */
  #work: Promise<void> = Promise.resolve();

  constructor(options: FileSinkOptions) {
    this.name = `${options.format}:${options.folder}`;
    this.#options = options;
    this.#lineOf = options.format === 'csv' ? keyedCsvLine : eventJson;
  }

  open(): Promise<void> {
    return this.#enqueue(async () => {
      const { folder, format } = this.#options;
      await mkdir(folder, { recursive: true });
      const parts = (await readdir(folder)).filter((name) => name.endsWith(`.${format}.part`));
      for (const name of parts.sort()) await this.#recoverPart(name);
    });
  }

  write(events: readonly SinkEvent[]): Promise<void> {
    return this.#enqueue(() => this.#append(events));
  }

  close(): Promise<void> {
    return this.#enqueue(async () => {
      try {
        await this.#completePart();
      } catch {
        // The part remains; the next start completes it.
        clearTimeout(this.#ageTimer);
      }
    });
  }

  #enqueue(work: () => Promise<void>): Promise<void> {
    const done = this.#work.then(work).catch((error) => {
      throw fileError(error, this.name);
    });
    this.#work = done.catch(() => {});
    return done;
  }

  async #append(events: readonly SinkEvent[]): Promise<void> {
    const [first] = events;
    if (!first) return;
    this.#part ??= await this.#createPart(first);
    const part = this.#part;
    const text = `${events.map(this.#lineOf).join('\n')}\n`;
    try {
      await part.file.appendFile(text);
      await part.file.datasync();
    } catch (error) {
      // Remove a partly written batch, so that the retry starts on a new line.
      await part.file.truncate(part.bytes).catch(() => this.#abandonPart(part));
      throw error;
    }
    part.bytes += Buffer.byteLength(text);
    if (part.bytes >= (this.#options.bytesMax ?? BYTES_MAX)) await this.#completePart();
  }

  async #createPart({ epoch = 0, seq }: SinkEvent): Promise<Part> {
    const { folder, format, ageMsMax = AGE_MS_MAX } = this.#options;
    const name = `readings-${epoch}-${String(seq).padStart(12, '0')}.${format}`;
    const file = await open(join(folder, `${name}.part`), 'w', 0o600);
    const header = format === 'csv' ? `${KEYED_CSV_HEADER}\n` : '';
    await file.appendFile(header);
    this.#completeAfter(ageMsMax);
    return { name, file, bytes: header.length };
  }

  #completeAfter(ms: number): void {
    this.#ageTimer = setTimeout(() => void this.#completeExpired(), ms);
    this.#ageTimer.unref();
  }

  /** Retries after a failure, because no other write may follow that would complete the part. */
  #completeExpired(): Promise<void> {
    return this.#enqueue(async () => {
      try {
        await this.#completePart();
      } catch {
        this.#completeAfter(Math.min(RETRY_MS, this.#options.ageMsMax ?? AGE_MS_MAX));
      }
    });
  }

  async #completePart(): Promise<void> {
    const part = this.#part;
    if (!part) return;
    await part.file.sync();
    await this.#rename(part.name);
    this.#part = undefined;
    clearTimeout(this.#ageTimer);
    await part.file.close();
  }

  /** Appends a number if the name exists, so that a complete file is never replaced. */
  async #rename(name: string): Promise<void> {
    const { folder, format } = this.#options;
    const stem = name.slice(0, -(format.length + 1));
    const from = join(folder, `${name}.part`);
    for (let copy = 1; ; copy++) {
      const final = copy === 1 ? name : `${stem}-${copy}.${format}`;
      try {
        await link(from, join(folder, final));
        break;
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
      }
    }
    await unlink(from);
    await syncFolder(folder);
  }

  async #recoverPart(name: string): Promise<void> {
    const path = join(this.#options.folder, name);
    const file = await open(path, 'r+');
    try {
      const bytes = await completeLinesBytes(file);
      await file.truncate(bytes);
      await file.sync();
      const headerBytes = this.#options.format === 'csv' ? KEYED_CSV_HEADER.length + 1 : 0;
      if (bytes <= headerBytes) await unlink(path);
      else await this.#rename(name.slice(0, -'.part'.length));
    } finally {
      await file.close();
    }
  }

  async #abandonPart(part: Part): Promise<void> {
    this.#part = undefined;
    clearTimeout(this.#ageTimer);
    await part.file.close().catch(() => {});
  }
}

/** Returns the number of bytes up to and including the last line break. */
async function completeLinesBytes(file: FileHandle): Promise<number> {
  let { size } = await file.stat();
  const tail = Buffer.alloc(TAIL_BYTES);
  while (size > 0) {
    const begin = Math.max(0, size - TAIL_BYTES);
    const { bytesRead } = await file.read(tail, 0, size - begin, begin);
    const lastBreak = tail.subarray(0, bytesRead).lastIndexOf(0x0a);
    if (lastBreak >= 0) return begin + lastBreak + 1;
    size = begin;
  }
  return 0;
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function fileError(error: unknown, name: string): Error {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const Failure = TEMPORARY_CODES.has(code) ? SinkUnavailableError : SinkSetupError;
  return new Failure(`${name}: ${message}`, { cause: error });
}
