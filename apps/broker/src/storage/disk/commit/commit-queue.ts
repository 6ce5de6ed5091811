/**
 * Group commit: chunks that arrive during a write are written together by the next one. A chunk can be read once it
 * is committed. Durability `process` omits the sync: written data survives kill -9, but not a power cut.
 *
 * After a failed write, the file is truncated to the last commit and the log continues. After a failed sync, the
 * contents of the disk are unknown, so the log refuses appends until it is opened again.
 */
import { randomBytes } from 'node:crypto';
import { type Chunk, chunkLast } from '../../chunk.js';
import { LogWriteError, SeqConflictError, type StorageError, SyncError } from '../../errors.js';
import type { StoreHealth } from '../../health.js';
import type { Sealing } from '../background/sealing.js';
import { encodeRecordHeader } from '../format/segment-record.js';
import { TEST_WRITE_BYTES } from '../limits.js';
import type { Position, Positions } from '../segment/positions.js';
import type { SegmentWriter } from '../segment/segment-writer.js';
import type { Segments } from '../segment/segments.js';

/** `disk`: a chunk is synced before it is acknowledged. `process`: it is only written to the kernel. */
export type Durability = 'disk' | 'process';

export interface CommitContext {
  readonly segments: Segments;
  readonly sealing: Sealing;
  readonly positions: Positions;
  readonly durability: Durability;
  readonly health: StoreHealth;
  /** Called after the first commit to a segment since the start. */
  began(writer: SegmentWriter): void;
  /** Called when a segment has ended and the next one has begun. */
  rotated(): void;
}

/** The receiver of the results of an append. Neither call throws. */
export interface Appender {
  readonly developerId: string;
  /** The chunk is committed and can be read. */
  committed(chunk: Chunk): void;
  /** All its appended chunks that are not committed are dropped. */
  refused(error: StorageError): void;
}

interface Append {
  readonly appender: Appender;
  readonly position: Position;
  readonly chunk: Chunk;
  readonly header: Buffer;
}

export class CommitQueue {
  readonly #context: CommitContext;
  #queue: Append[] = [];
  #commit: Promise<void> | undefined;
  #failure: LogWriteError | undefined;
  #appendedBytes = 0;
  #begun: SegmentWriter | undefined;

  constructor(context: CommitContext) {
    this.#context = context;
  }

  /** Bytes committed since the start. */
  get appendedBytes(): number {
    return this.#appendedBytes;
  }

  /** Appends a chunk; its appender is notified later. Returns an error if the chunk cannot be appended. */
  append(appender: Appender, chunk: Chunk): StorageError | undefined {
    const position = this.#context.positions.of(appender.developerId);
    const error = this.#failure ?? conflictOf(chunk, position.appendedSeq + 1);
    if (error !== undefined) return error;
    position.appendedSeq = chunkLast(chunk);
    const header = encodeRecordHeader(appender.developerId, chunk);
    this.#queue.push({ appender, position, chunk, header });
    this.#commit ??= this.#commitAll();
    return undefined;
  }

  /** Ends the newest segment if it is old and no commit is pending, so that retention can remove it later. */
  async rotateIfOld(): Promise<void> {
    this.#context.segments.prepareNext();
    if (this.#context.segments.isNewestOld) await this.#ifIdle(() => this.#rotate());
  }

  /**
   * Tests whether the log can be written again after it refused: writes after the last record, then truncates. After a
   * crash in between, the next start truncates, as after any unfinished write.
   */
  async testWrite(): Promise<void> {
    if (this.#context.health.state !== 'refusing') return;
    await this.#ifIdle(async () => {
      await this.#write([randomBytes(TEST_WRITE_BYTES)]);
      await this.#context.segments.writer.truncateUncommitted();
      this.#context.health.recovered();
    });
  }

  /** Resolves when no commit is pending. */
  async settled(): Promise<void> {
    while (this.#commit !== undefined) await this.#commit;
  }

  async #commitAll(): Promise<void> {
    let committed: readonly Append[] = [];
    while (this.#queue.length > 0 || committed.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      const commit = group.length > 0 ? this.#commitGroup(group) : undefined;
      // After starting the next write, so that the disk is busy meanwhile.
      this.#notify(committed);
      committed = [];
      try {
        await commit;
        committed = group;
      } catch (error) {
        await this.#revertFailedWrite(group, error);
      }
    }
    this.#commit = undefined;
  }

  /** Notifies the open logs of each chunk's developer, and then its appender. */
  #notify(committed: readonly Append[]): void {
    for (const { appender, position, chunk } of committed) {
      for (const log of position.openLogs ?? []) log.grown(chunk);
      appender.committed(chunk);
    }
  }

  /** Runs another operation on the newest segment, unless a commit is in progress. */
  async #ifIdle(work: () => Promise<void>): Promise<void> {
    if (this.#commit !== undefined || this.#failure !== undefined) return;
    this.#commit = work().catch((cause: unknown) => this.#revertFailedWrite([], cause));
    await this.#commit;
    this.#commit = undefined;
    if (this.#queue.length > 0) this.#commit = this.#commitAll();
  }

  async #commitGroup(group: readonly Append[]): Promise<void> {
    const { segments } = this.#context;
    const buffers: Buffer[] = [];
    for (const { header, chunk } of group) buffers.push(header, chunk.bytes);
    const writer = await this.#write(buffers);
    for (const { appender, position, chunk, header } of group) {
      const bytes = header.length + chunk.bytes.length;
      writer.publish(appender.developerId, chunk, bytes);
      position.committed(chunk, writer.segment.number);
      this.#appendedBytes += bytes;
    }
    if (this.#begun !== writer) {
      this.#begun = writer;
      this.#context.began(writer);
    }
    segments.prepareNext();
  }

  /** Writes after the last record with the durability of the log. Returns the writer used. */
  async #write(buffers: readonly Buffer[]): Promise<SegmentWriter> {
    const { segments, durability } = this.#context;
    if (segments.isNewestFull) await this.#rotate();
    const { writer } = segments;
    await (durability === 'disk' ? writer.commit(buffers) : writer.write(buffers));
    return writer;
  }

  async #rotate(): Promise<void> {
    const { segments, sealing, rotated } = this.#context;
    await sealing.awaitCapacity();
    sealing.add(await segments.rotate());
    rotated();
  }

  /**
   * Refuses the group and all waiting chunks, and truncates the file to the last commit unless the failure is final. If
   * the group is empty, waiting chunks are refused only if the failure is final.
   */
  async #revertFailedWrite(group: readonly Append[], cause: unknown): Promise<void> {
    const { segments, positions, health } = this.#context;
    if (isFinal(cause)) {
      this.#failure = new LogWriteError('cannot sync the log to disk', true, { cause });
    }
    try {
      if (this.#failure === undefined) await segments.writer.truncateUncommitted();
    } catch {
      this.#failure = new LogWriteError('cannot truncate the log', true, { cause });
    }
    const error = this.#failure ?? new LogWriteError('cannot write the log', false, { cause });
    const refusesQueue = group.length > 0 || this.#failure !== undefined;
    const refused = refusesQueue ? [...group, ...this.#queue.splice(0)] : [];
    const appenders = new Set(refused.map(({ appender }) => appender));
    for (const { developerId } of appenders) positions.of(developerId).dropUncommitted();
    for (const appender of appenders) appender.refused(error);
    if (this.#failure === undefined) health.refused(cause);
    else health.failPermanently(this.#failure);
  }
}

function conflictOf(chunk: Chunk, expected: number): SeqConflictError | undefined {
  return chunk.first === expected ? undefined : new SeqConflictError(chunk.first, expected);
}

/**
 * Whether the contents of the disk are unknown: a sync failed, or the disk reported an error, which a retry would
 * hide.
 */
function isFinal(cause: unknown): boolean {
  return cause instanceof SyncError || (cause as NodeJS.ErrnoException).code === 'EIO';
}
