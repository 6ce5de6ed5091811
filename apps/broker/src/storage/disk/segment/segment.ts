/**
 * One segment of the log, for readers. Its index is in memory while the segment is written; after sealing, it
 * is in the footer, parts of which are cached.
 */
import type { SeqRange } from '@wearwire/protocol';
import type { Logger } from '../../../observability/logger.js';
import type { Chunk } from '../../chunk.js';
import { damaged } from '../../errors.js';
import type { LogFile, LogFiles } from '../files/files.js';
import type { ByteCache } from '../index/byte-cache.js';
import type { ChunkIndex } from '../index/chunk-index.js';
import { type Footer, readFooter, readRuns } from '../index/footer.js';
import type { SegmentContents } from './segment-contents.js';
import { type IdleFiles, SegmentFile } from './segment-file.js';
import { type ChunkSource, oldestSeq, readChunks } from './segment-reader.js';
import { scanSegment } from './segment-scan.js';
import type { ZerosLimits } from './zeros-ahead.js';

/** The dependencies that the segments of one log share. */
export interface SegmentContext {
  readonly files: LogFiles;
  readonly idleFiles: IdleFiles;
  readonly footers: ByteCache;
  readonly logger: Logger;
  /** Replaces the default limits of `ZerosAhead`. */
  readonly zeros?: ZerosLimits | undefined;
}

/** The part of a sealed segment's footer that is kept in memory. */
type Summary = Pick<Footer, 'start' | 'developersCount' | 'isSorted' | 'oldestAtMs' | 'newestAtMs'>;

export function segmentName(number: number): string {
  return `${String(number).padStart(8, '0')}.segment`;
}

export class Segment {
  readonly number: number;
  readonly name: string;
  readonly file: SegmentFile;
  readonly #context: SegmentContext;
  /** Key in the cache. A `Segment` for a replaced file has another key. */
  readonly #key: number;
  #contents: SegmentContents | undefined;
  #summary: Summary | undefined;
  #fileBytes = 0;
  #footerRead: Promise<Footer | undefined> | undefined;

  constructor(context: SegmentContext, number: number, contents?: SegmentContents) {
    this.number = number;
    this.name = segmentName(number);
    this.#context = context;
    this.#key = context.footers.uniqueNumber();
    this.#contents = contents;
    this.file = new SegmentFile(() => context.files.open(this.name), context.idleFiles);
  }

  /** The contents while they are in memory; `undefined` after sealing. */
  get contents(): SegmentContents | undefined {
    return this.#contents;
  }

  /** Records that the segment was sealed. `fileBytes`: size of the file with the footer. */
  markSealed(
    { start, developersCount, isSorted, oldestAtMs, newestAtMs }: Summary,
    fileBytes: number,
  ): void {
    this.#summary = { start, developersCount, isSorted, oldestAtMs, newestAtMs };
    this.#fileBytes = fileBytes;
    this.#contents = undefined;
  }

  get isSealed(): boolean {
    return this.#summary !== undefined;
  }

  get isSorted(): boolean {
    return this.#summary?.isSorted === true;
  }

  /** Number of developers with events; 0 before the segment is sealed. */
  get developersCount(): number {
    return this.#summary?.developersCount ?? 0;
  }

  /** Time of the oldest chunk, ms since 1970; `Infinity` if the segment is empty. */
  get oldestAtMs(): number {
    return this.#contents?.oldestAtMs ?? this.#summary?.oldestAtMs ?? Infinity;
  }

  /** Time of the newest chunk, ms since 1970; 0 if the segment is empty. */
  get newestAtMs(): number {
    return this.#contents?.newestAtMs ?? this.#summary?.newestAtMs ?? 0;
  }

  /** End of the last record; everything before it is committed. */
  get recordsEnd(): number {
    return this.#contents?.recordsEnd ?? this.#summary?.start ?? 0;
  }

  get bytes(): number {
    return Math.max(this.#fileBytes, this.recordsEnd);
  }

  /** See `DeveloperLog.read`; reads this segment only. */
  async read(
    developerId: string,
    range: SeqRange,
    startMs: number,
    bytesMax: number,
  ): Promise<Chunk[]> {
    const read = (source: ChunkSource) => readChunks(source, range, startMs, bytesMax);
    return (await this.#readIndexed(developerId, read)) ?? [];
  }

  /** `seq` of the developer's oldest event that is not older than `startMs`; `undefined`: none. */
  oldestSeq(developerId: string, startMs: number): Promise<number | undefined> {
    return this.#readIndexed(developerId, (source) => oldestSeq(source, startMs));
  }

  /** Opens the file and reads the developer's index in the background, if it is not in memory. */
  prepare(developerId: string): void {
    if (this.#contents !== undefined || this.#context.footers.has(this.#keyOf(developerId))) return;
    // The read that follows reports the error.
    this.file.using((file) => this.#indexOf(file, developerId)).catch(() => {});
  }

  #keyOf(developerId: string): string {
    return `${this.#key} ${developerId}`;
  }

  #readIndexed<T>(
    developerId: string,
    read: (source: ChunkSource) => Promise<T>,
  ): Promise<T | undefined> {
    return this.file.using(async (file) => {
      const index = await this.#indexOf(file, developerId);
      return index && read({ file, name: this.name, index });
    });
  }

  async #indexOf(file: LogFile, developerId: string): Promise<ChunkIndex | undefined> {
    if (this.#contents !== undefined) return this.#contents.indexOf(developerId);
    const { footers } = this.#context;
    const key = this.#keyOf(developerId);
    const cached = footers.get<ChunkIndex>(key);
    if (cached !== undefined) return cached;
    const footer = await this.#footer(file);
    const row = footer?.find(developerId);
    const index = footer && row && (await readRuns(file, footer, row));
    if (row === undefined || index === undefined) {
      return (await this.#scan(file)).indexOf(developerId);
    }
    footers.put(key, index, row.runsBytes);
    return index;
  }

  async #footer(file: LogFile): Promise<Footer | undefined> {
    const { footers } = this.#context;
    const key = String(this.#key);
    const cached = footers.get<Footer>(key);
    if (cached !== undefined) return cached;
    // One read for concurrent readers.
    this.#footerRead ??= readFooter(file, this.#fileBytes).finally(() => {
      this.#footerRead = undefined;
    });
    const footer = await this.#footerRead;
    if (footer !== undefined) footers.put(key, footer, footer.bytes);
    return footer;
  }

  /** If the footer is damaged: rebuilds the contents from the records, and keeps them in memory. */
  async #scan(file: LogFile): Promise<SegmentContents> {
    this.#context.logger.warn(
      { segment: this.name },
      'footer damaged; rebuilding the index from the records',
    );
    const contents = await scanSegment(file, this.recordsEnd);
    if (contents.recordsEnd < this.recordsEnd) throw damaged(this.name, contents.recordsEnd);
    this.#contents = contents;
    return contents;
  }
}
