/**
 * The log on disk: the chunks of all developers are appended to one segment; sealed segments are sorted by
 * developer in the background and removed as a whole when their retention has passed. docs/storage.md describes the
 * life cycle of a segment.
 */
import { faultFields } from '../../observability/fault-log.js';
import type { Logger } from '../../observability/logger.js';
import { StorageHealth, type StoreHealth } from '../health.js';
import type { EventLog, LogObserver, LogUsage } from '../ports.js';
import { type Retention, retentionStartMs, SizeBound } from '../retention.js';
import { Sealing } from './background/sealing.js';
import { Sorting, type SortingOptions } from './background/sorting.js';
import { CommitQueue, type Durability } from './commit/commit-queue.js';
import { DiskDeveloperLog, type DiskLogParts } from './disk-developer-log.js';
import type { LogFiles } from './files/files.js';
import { ByteCache } from './index/byte-cache.js';
import { FOOTER_CACHE_BYTES_MAX, IDLE_FILES_MAX, SEGMENT_BYTES_MAX } from './limits.js';
import type { LogState } from './segment/log-state.js';
import { Positions } from './segment/positions.js';
import type { SegmentContext } from './segment/segment.js';
import { IdleFiles } from './segment/segment-file.js';
import { type SegmentSpan, SpanRecorder } from './segment/segment-span.js';
import { Segments } from './segment/segments.js';
import type { ZerosLimits } from './segment/zeros-ahead.js';

export interface DiskEventLogOptions {
  readonly files: LogFiles;
  readonly state: LogState;
  readonly retention: Retention;
  readonly durability: Durability;
  readonly logger: Logger;
  /** Default: a new `StorageHealth`. */
  readonly health?: StoreHealth;
  readonly segmentBytesMax?: number;
  readonly footerCacheBytesMax?: number;
  readonly idleFilesMax?: number;
  readonly zeros?: ZerosLimits;
  /** Without it, sealed segments stay unsorted. */
  readonly sorting?: SortingOptions;
}

export class DiskEventLog implements EventLog {
  readonly #options: DiskEventLogOptions;
  readonly #positions: Positions;
  readonly #segments: Segments;
  readonly #span: SpanRecorder;
  readonly #sealing: Sealing;
  readonly #commits: CommitQueue;
  readonly #parts: DiskLogParts;
  readonly #sorting: Sorting | undefined;
  readonly #size: SizeBound;
  #purge: Promise<void> | undefined;

  private constructor(
    options: DiskEventLogOptions,
    segmentContext: SegmentContext,
    positions: Positions,
    segments: Segments,
    size: SizeBound,
    epoch: number,
  ) {
    const { durability, logger, state, sorting } = options;
    this.#span = new SpanRecorder(
      (span) => state.storeSpan(span),
      durability === 'disk',
      segments.found.span,
    );
    this.#options = options;
    this.#positions = positions;
    this.#segments = segments;
    this.#size = size;
    const sealing = new Sealing({ logger, sealed: () => this.#sorting?.wake() });
    this.#sealing = sealing;
    this.#commits = new CommitQueue({
      segments,
      sealing,
      positions,
      durability,
      health: options.health ?? new StorageHealth(logger).log,
      began: (writer) => this.#span.began(writer),
      rotated: () => this.#purgeBySize(),
    });
    const { retention } = options;
    this.#parts = { epoch, commits: this.#commits, segments, retention };
    if (sorting !== undefined) {
      const appendedBytes = (): number => this.#commits.appendedBytes;
      const context = { ...sorting, segmentContext, positions, segments, appendedBytes };
      this.#sorting = new Sorting(context);
      this.#sorting.wake();
    }
  }

  /** Throws `LogDamagedError`; nothing is left open then. */
  static async open(options: DiskEventLogOptions): Promise<DiskEventLog> {
    const { files, logger, retention, state } = options;
    const segmentContext: SegmentContext = {
      files,
      logger,
      idleFiles: new IdleFiles(options.idleFilesMax ?? IDLE_FILES_MAX),
      footers: new ByteCache(options.footerCacheBytesMax ?? FOOTER_CACHE_BYTES_MAX),
      zeros: options.zeros,
    };
    const size = new SizeBound(retention, logger);
    const segmentBytesMax =
      options.segmentBytesMax ?? Math.min(SEGMENT_BYTES_MAX, size.purgeStepBytes);
    const rule = { retention, segmentBytesMax };
    const positions = await Positions.open(state.lastSeqs);
    const segments = await Segments.open(segmentContext, rule, positions, state);
    const { found } = segments;
    try {
      const epoch = found.hasLostEnd ? await state.beginEpoch() : state.epoch;
      await storeFoundSpan(state, found.span, found.hasLostEnd);
      return new DiskEventLog(options, segmentContext, positions, segments, size, epoch);
    } catch (error) {
      await segments.close();
      throw error;
    }
  }

  async open(developerId: string, observer: LogObserver): Promise<DiskDeveloperLog> {
    const position = this.#positions.of(developerId);
    return new DiskDeveloperLog(developerId, this.#parts, position, observer);
  }

  /** Tests whether the log can be written again after it refused. */
  testWrite(): Promise<void> {
    return this.#commits.testWrite();
  }

  /** Resolves when all ended segments are sealed and sorted, except those for which that failed. */
  async sorted(): Promise<void> {
    await this.#sealing.settled();
    await this.#sorting?.settled();
  }

  /** Newest time in the newest segment with records; 0 for none. Ms since 1970. */
  get newestAtMs(): number {
    let newestAtMs = 0;
    for (const segment of this.#segments.all()) newestAtMs = segment.newestAtMs || newestAtMs;
    return newestAtMs;
  }

  /** Segments that were missing or truncated at the start. */
  get incompleteSegments(): number {
    return this.#segments.found.incompleteSegments;
  }

  get usage(): LogUsage {
    return { bytes: this.#segments.bytes, purgedEarlyBytes: this.#size.purgedEarlyBytes };
  }

  /** One purge at a time: concurrent callers share it. */
  purge(): Promise<void> {
    this.#purge ??= this.#purgeOld().finally(() => {
      this.#purge = undefined;
    });
    return this.#purge;
  }

  async close(): Promise<void> {
    await this.#sorting?.close();
    await this.#commits.settled();
    await this.#purge;
    await this.#sealing.close();
    await this.#span.record(this.#segments.writer, true);
    await this.#segments.close();
  }

  async #purgeOld(): Promise<void> {
    const startMs = retentionStartMs(this.#options.retention);
    await this.#positions.purgeMarks(startMs);
    this.#sealing.wake();
    await this.#commits.rotateIfOld();
    await this.#span.record(this.#segments.writer);
    this.#size.check(this.#segments.bytes);
    const newestAtMs = this.#segments.plausibleNewestAtMs();
    for (;;) {
      const { oldest, writer } = this.#segments;
      if (oldest === writer.segment) return;
      const isYoung = (newestAtMs.get(oldest.number) ?? Infinity) >= startMs;
      if (isYoung && !this.#size.isOver(this.#segments.bytes - writer.segment.bytes)) return;
      if (isYoung) this.#size.countPurgedEarly(oldest.bytes);
      // Store the seqs before removing the file, so that a seq is never assigned twice.
      const lastSeqs = await this.#positions.lastSeqsIn(oldest.number);
      await this.#options.state.storeLastSeqs(lastSeqs);
      await this.#span.removing(oldest.number);
      await this.#segments.removeOldest();
      await this.#positions.drop(oldest.number);
    }
  }

  /** A segment is full: remove the oldest now instead of at the next periodic purge. */
  #purgeBySize(): void {
    if (this.#size.purgeStepBytes === Infinity) return;
    this.purge().catch((cause: unknown) => {
      this.#options.logger.error(faultFields(cause), 'cannot free space in the log');
    });
  }
}

/**
 * Records the found span if it has changed. A failure is ignored unless `mustBeStored`: an old record describes fewer
 * segments, and that causes no warning at the next start.
 */
async function storeFoundSpan(
  state: LogState,
  span: SegmentSpan,
  mustBeStored: boolean,
): Promise<void> {
  const { span: known } = state;
  const isKnown =
    known?.first === span.first &&
    known.newest === span.newest &&
    known.newestEnd === span.newestEnd;
  if (isKnown) return;
  await state.storeSpan(span).catch((error: unknown) => {
    if (mustBeStored) throw error;
  });
}
