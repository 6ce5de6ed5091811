/**
 * Writes zeros after the records of the writable segment, in the background. A synced write that overwrites bytes of
 * the file changes neither the length nor the blocks of the file, so the file system need not commit its journal.
 *
 * Zeros are not a valid record, so for readers and for recovery the records end where the zeros begin. A step of zeros
 * is never larger than the records written before it.
 *
 * Invariant: zeros are never written where a record is or is being written.
 */
import type { LogFile } from '../files/files.js';
import { ZEROS_COMMIT_BYTES_MAX, ZEROS_FROM_BYTES, ZEROS_STEP_BYTES } from '../limits.js';

const ZEROS = Buffer.alloc(ZEROS_STEP_BYTES);

/** Described at `ZEROS_…` in `limits.ts`; tests use smaller limits. */
export interface ZerosLimits {
  readonly stepBytes: number;
  readonly fromBytes: number;
  readonly commitBytesMax: number;
}

const LIMITS: ZerosLimits = {
  stepBytes: ZEROS_STEP_BYTES,
  fromBytes: ZEROS_FROM_BYTES,
  commitBytesMax: ZEROS_COMMIT_BYTES_MAX,
};

export class ZerosAhead {
  readonly #file: LogFile;
  readonly #limits: ZerosLimits;
  /** Offset after the zeros; 0: none. */
  #end = 0;
  #recordsBytes = 0;
  /** The write that is in progress, and where it begins. */
  #running: Promise<void> | undefined;
  #runningFrom = Infinity;
  /** After a failure or `stop`, no more zeros are written until `truncated`. */
  #isStopped = false;

  constructor(file: LogFile, limits = LIMITS) {
    this.#file = file;
    this.#limits = limits;
  }

  /** The write of zeros that a write up to `end` would overlap and must wait for; `undefined`: none. */
  pendingBefore(end: number): Promise<void> | undefined {
    return end > this.#runningFrom ? this.#running : undefined;
  }

  /** Records up to `end` were committed; hot path. */
  committed(bytes: number, end: number): void {
    this.#recordsBytes += bytes;
    if (this.#running !== undefined || this.#isStopped) return;
    const { stepBytes, fromBytes, commitBytesMax } = this.#limits;
    if (bytes > commitBytesMax || this.#recordsBytes < fromBytes) return;
    const wantedBytes = Math.min(stepBytes, this.#recordsBytes);
    if (this.#end - end > wantedBytes / 2) return;
    this.#runningFrom = Math.max(this.#end, end);
    this.#running = this.#write(this.#runningFrom, wantedBytes);
  }

  /** Stops writing zeros. Resolves when none are being written; `true`: the file may contain zeros. */
  async stop(): Promise<boolean> {
    this.#isStopped = true;
    await this.#running;
    return this.#end > 0;
  }

  /** The file was truncated after its records. */
  truncated(): void {
    this.#end = 0;
    this.#isStopped = false;
  }

  async #write(from: number, bytes: number): Promise<void> {
    try {
      this.#end = from + bytes;
      await this.#file.write([ZEROS.subarray(0, bytes)], from);
      await this.#file.sync();
    } catch {
      // The records do not need the zeros. A commit reports what is wrong with the disk.
      this.#isStopped = true;
    } finally {
      this.#running = undefined;
      this.#runningFrom = Infinity;
    }
  }
}
