/**
 * The log on disk: one append-only segment takes the chunks of all developers.
 *
 * Group commit: while one write and sync is under way the next chunks gather, then go together. A chunk is
 * in the index, and so readable, once its commit is done. With durability `process` the sync is left out:
 * what was written outlives kill -9, not a power cut.
 *
 * After a failed write the file is cut back to what is committed and the log goes on; after a failed sync
 * nobody can say what is on disk, so the log takes no more until it is opened again.
 */
import { isEmptyRange, type SeqRange } from '@wearwire/protocol';
import type { Logger } from '../../observability/logger.js';
import { type Chunk, chunkLast } from '../chunk.js';
import { LogWriteError, SeqConflictError } from '../errors.js';
import type { EventLog, LogHead } from '../ports.js';
import { type Retention, retentionStartMs } from '../retention.js';
import type { LogFiles } from './files.js';
import { Positions } from './positions.js';
import { recoverSegments, segmentName } from './recovery.js';
import { Segment } from './segment.js';
import { oldestSeq, readChunks } from './segment-reader.js';
import { encodeRecordHead, SEGMENT_HEADER } from './segment-record.js';

/** `disk`: on disk before it is acknowledged. `process`: handed to the kernel. */
export type Durability = 'disk' | 'process';

/** What the log keeps outside its segments, so that numbers outlive them. */
export interface LogMemory {
  readonly epoch: number;
  /** Newest seq of each developer whose segments were removed. */
  readonly lastSeqs: ReadonlyMap<string, number>;
  /** MUST have outlived a crash before it resolves. */
  rememberLastSeqs(lastSeqs: Iterable<[developerId: string, lastSeq: number]>): Promise<void>;
}

export interface DiskEventLogOptions {
  readonly files: LogFiles;
  readonly memory: LogMemory;
  readonly retention: Retention;
  readonly durability: Durability;
  readonly logger: Logger;
  /** A segment that reaches this size is sealed. */
  readonly segmentBytesMax?: number;
}

const SEGMENT_BYTES_MAX = 64 * 1024 * 1024;

/** A segment holds at most this part of the retention's time. */
const SEGMENT_TIME_PART = 8;

interface Append {
  readonly developerId: string;
  readonly chunk: Chunk;
  readonly head: Buffer;
  readonly resolve: () => void;
  readonly reject: (error: Error) => void;
}

export class DiskEventLog implements EventLog {
  readonly #options: DiskEventLogOptions;
  readonly #segmentBytesMax: number;
  /** Oldest first; the last one is written to. */
  readonly #segments: Segment[];
  readonly #positions: Positions;
  #nextNumber: number;
  #queue: Append[] = [];
  #commit: Promise<void> | undefined;
  #purge: Promise<void> | undefined;
  #failure: LogWriteError | undefined;

  private constructor(
    options: DiskEventLogOptions,
    positions: Positions,
    segments: Segment[],
    nextNumber: number,
  ) {
    this.#options = options;
    this.#segmentBytesMax = options.segmentBytesMax ?? SEGMENT_BYTES_MAX;
    this.#segments = segments;
    this.#nextNumber = nextNumber;
    this.#positions = positions;
  }

  static async open(options: DiskEventLogOptions): Promise<DiskEventLog> {
    const { segments, nextNumber } = await recoverSegments(options.files, options.logger);
    const positions = Positions.from(options.memory.lastSeqs, segments);
    const log = new DiskEventLog(options, positions, segments, nextNumber);
    if (segments.at(-1)?.isSealed !== false) await log.#startSegment();
    return log;
  }

  async head(developerId: string): Promise<LogHead> {
    const firstSeq = await this.#firstSeq(developerId);
    const { lastSeq, marks } = this.#positions.of(developerId);
    return { epoch: this.#options.memory.epoch, firstSeq: firstSeq ?? lastSeq + 1, lastSeq, marks };
  }

  append(developerId: string, chunk: Chunk): Promise<void> {
    if (this.#failure !== undefined) return Promise.reject(this.#failure);
    const position = this.#positions.of(developerId);
    if (chunk.first !== position.appendedSeq + 1) {
      return Promise.reject(new SeqConflictError(chunk.first, position.appendedSeq + 1));
    }
    position.appendedSeq = chunkLast(chunk);
    const head = encodeRecordHead(developerId, chunk);
    return new Promise((resolve, reject) => {
      this.#queue.push({ developerId, chunk, head, resolve, reject });
      this.#commit ??= this.#commitQueue();
    });
  }

  async read(developerId: string, range: SeqRange, bytesMax: number): Promise<Chunk[]> {
    if (isEmptyRange(range)) return [];
    const startMs = retentionStartMs(this.#options.retention);
    const page: Chunk[] = [];
    let bytesLeft = bytesMax;
    let first = range.first;
    for (const segment of [...this.#segments]) {
      const index = segment.indexOf(developerId);
      if (index === undefined || index.lastSeq < first) continue;
      const wanted = { first, last: range.last };
      const chunks = await segment.reading(() =>
        readChunks(segment, index, wanted, startMs, bytesLeft),
      );
      for (const chunk of chunks ?? []) {
        page.push(chunk);
        bytesLeft -= chunk.bytes.length;
        first = chunkLast(chunk) + 1;
      }
      if (bytesLeft <= 0 || first > range.last) break;
    }
    return page;
  }

  get bytes(): number {
    return this.#segments.reduce((bytes, segment) => bytes + segment.committedBytes, 0);
  }

  /** One at a time: whoever calls meanwhile waits for the same one. */
  purge(): Promise<void> {
    this.#purge ??= this.#purgeOld().finally(() => {
      this.#purge = undefined;
    });
    return this.#purge;
  }

  async #purgeOld(): Promise<void> {
    const startMs = retentionStartMs(this.#options.retention);
    for (const { marks } of this.#positions.all()) marks.purge(startMs);
    await this.#sealIfOld();
    while (this.#segments.length > 1) {
      const oldest = this.#segments[0] as Segment;
      if (oldest.newestAtMs >= startMs) return;
      // First the numbers, then the file: a seq is never given twice.
      await this.#options.memory.rememberLastSeqs(oldest.lastSeqs());
      this.#segments.shift();
      await this.#options.files.remove(oldest.name);
      await oldest.retire();
    }
  }

  async close(): Promise<void> {
    await this.#commit;
    await this.#purge;
    for (const segment of this.#segments.splice(0)) await segment.retire();
  }

  async #firstSeq(developerId: string): Promise<number | undefined> {
    const startMs = retentionStartMs(this.#options.retention);
    for (const segment of [...this.#segments]) {
      const index = segment.indexOf(developerId);
      const seq = index && (await segment.reading(() => oldestSeq(segment, index, startMs)));
      if (seq !== undefined) return seq;
    }
    return undefined;
  }

  async #commitQueue(): Promise<void> {
    while (this.#queue.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      try {
        await this.#commitGroup(group);
      } catch (error) {
        await this.#giveUp(group, error);
      }
    }
    this.#commit = undefined;
  }

  async #commitGroup(group: readonly Append[]): Promise<void> {
    if (this.#isFull()) await this.#startSegment();
    const segment = this.#segments.at(-1) as Segment;
    const buffers: Buffer[] = [];
    for (const { head, chunk } of group) buffers.push(head, chunk.bytes);
    await segment.file.write(buffers, segment.committedBytes);
    if (this.#options.durability === 'disk') await this.#sync(segment);
    for (const { developerId, chunk, head, resolve } of group) {
      segment.committed(developerId, chunk, head.length + chunk.bytes.length);
      this.#positions.of(developerId).committed(chunk);
      resolve();
    }
  }

  async #sync(segment: Segment): Promise<void> {
    try {
      await segment.file.sync();
    } catch (cause) {
      this.#failure = new LogWriteError('the log could not be synced to disk', true, { cause });
      throw this.#failure;
    }
  }

  /** Rejects the group and all that waits behind it, and stands again where the last commit ended. */
  async #giveUp(group: readonly Append[], cause: unknown): Promise<void> {
    const segment = this.#segments.at(-1) as Segment;
    try {
      if (this.#failure === undefined) await segment.file.truncate(segment.committedBytes);
    } catch {
      this.#failure = new LogWriteError('the log could not be cut back', true, { cause });
    }
    const error =
      this.#failure ?? new LogWriteError('the log could not be written', false, { cause });
    this.#options.logger.error({ err: error }, error.message);
    const refused = [...group, ...this.#queue];
    this.#queue = [];
    for (const { developerId } of refused) this.#positions.of(developerId).fallBack();
    for (const { reject } of refused) reject(error);
  }

  #isFull(): boolean {
    const segment = this.#segments.at(-1) as Segment;
    if (segment.isEmpty) return false;
    return segment.committedBytes >= this.#segmentBytesMax || this.#isOld(segment);
  }

  #isOld(segment: Segment): boolean {
    const { retention } = this.#options;
    return segment.oldestAtMs < retention.now() - retention.retentionMs / SEGMENT_TIME_PART;
  }

  /** Seals the newest segment of a quiet log, so that it can be purged one day. */
  async #sealIfOld(): Promise<void> {
    if (this.#commit !== undefined || !this.#isOld(this.#segments.at(-1) as Segment)) return;
    this.#commit = this.#startSegment().catch((cause: unknown) => {
      this.#options.logger.error({ err: cause }, 'could not start a new segment');
    });
    await this.#commit;
    this.#commit = undefined;
    if (this.#queue.length > 0) this.#commit = this.#commitQueue();
  }

  /** Seals the newest segment, if there is one, and begins the next. */
  async #startSegment(): Promise<void> {
    const { files } = this.#options;
    const newest = this.#segments.at(-1);
    if (newest?.isSealed === false) await newest.seal();
    const name = segmentName(this.#nextNumber);
    const file = await files.create(name);
    try {
      await file.write([SEGMENT_HEADER], 0);
      await file.sync();
    } catch (error) {
      await file.close();
      await files.remove(name);
      throw error;
    }
    this.#nextNumber++;
    this.#segments.push(new Segment(name, file));
  }
}
