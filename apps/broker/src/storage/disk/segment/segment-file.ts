/**
 * The file of one segment, opened on demand. It stays open while it is used, even if it is removed or replaced
 * meanwhile. Unused files stay open up to a limit, so that a log of thousands of segments needs few file descriptors.
 */
import type { LogFile } from '../files/files.js';

/** Open files that are not in use; the longest idle is closed first. */
export class IdleFiles {
  readonly #filesMax: number;
  readonly #idle = new Set<SegmentFile>();

  constructor(filesMax: number) {
    this.#filesMax = filesMax;
  }

  async add(file: SegmentFile): Promise<void> {
    this.#idle.add(file);
    if (this.#idle.size <= this.#filesMax) return;
    const [eldest] = this.#idle as Iterable<SegmentFile> as [SegmentFile];
    this.#idle.delete(eldest);
    await eldest.close();
  }

  delete(file: SegmentFile): void {
    this.#idle.delete(file);
  }
}

export class SegmentFile {
  readonly #open: () => Promise<LogFile>;
  readonly #idle: IdleFiles;
  #file: Promise<LogFile> | undefined;
  #users = 0;
  #isRetired = false;

  constructor(open: () => Promise<LogFile>, idle: IdleFiles) {
    this.#open = open;
    this.#idle = idle;
  }

  /** Calls `use` with the file and returns its result. `undefined`: the file is retired, and `use` was not called. */
  async using<T>(use: (file: LogFile) => Promise<T>): Promise<T | undefined> {
    if (this.#isRetired) return undefined;
    this.#users++;
    this.#idle.delete(this);
    try {
      this.#file ??= this.#open();
      const file = await this.#opened(this.#file);
      return file && (await use(file));
    } finally {
      this.#users--;
      if (this.#users === 0) await this.#makeIdle();
    }
  }

  /** Closes the file, now or after its last use. */
  async retire(): Promise<void> {
    this.#isRetired = true;
    this.#idle.delete(this);
    if (this.#users === 0) await this.close();
  }

  /** For `IdleFiles`: closes an unused file. */
  async close(): Promise<void> {
    const file = this.#file;
    this.#file = undefined;
    await (await file)?.close();
  }

  /** `undefined`: it was retired while it was being opened, and may have been removed. */
  async #opened(file: Promise<LogFile>): Promise<LogFile | undefined> {
    try {
      return await file;
    } catch (error) {
      if (this.#file === file) this.#file = undefined;
      if (this.#isRetired) return undefined;
      throw error;
    }
  }

  async #makeIdle(): Promise<void> {
    if (this.#isRetired) return this.close();
    if (this.#file !== undefined) await this.#idle.add(this);
  }
}
