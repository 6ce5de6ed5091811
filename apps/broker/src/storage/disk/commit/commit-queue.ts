/**
 * Group commit: while one write is on its way to the disk the next chunks gather, then go together. A chunk can
 * be read once its commit is done. With durability `process` the sync is left out: what was written
 * outlives kill -9, not a power cut.
 *
 * After a failed write the file is cut back to what is committed and the log goes on; after a failed sync
 * nobody can say what is on disk, so the log takes no more until it is opened again.
 */
import { randomBytes } from 'node:crypto';
import { type Chunk, chunkLast } from '../../chunk.js';
import { LogWriteError, SeqConflictError, type StorageError, SyncError } from '../../errors.js';
import type { StoreHealth } from '../../health.js';
import type { Sealing } from '../background/sealing.js';
import { encodeRecordHead } from '../format/segment-record.js';
import { PROBE_BYTES } from '../limits.js';
import type { Positions } from '../segment/positions.js';
import type { SegmentWriter } from '../segment/segment-writer.js';
import type { Segments } from '../segment/segments.js';

/** `disk`: on disk before it is acknowledged. `process`: handed to the kernel. */
export type Durability = 'disk' | 'process';

export interface CommitContext {
  readonly segments: Segments;
  readonly sealing: Sealing;
  readonly positions: Positions;
  readonly durability: Durability;
  readonly health: StoreHealth;
  /** Called when a segment has taken its first record since the start. */
  began(writer: SegmentWriter): void;
  /** Called when a segment has ended and the next one begun. */
  rotated(): void;
}

/** Who appends, and is told what became of it. Neither call throws. */
export interface Appender {
  readonly developerId: string;
  /** The chunk is committed and can be read. */
  committed(chunk: Chunk): void;
  /** All chunks that it appended and that are not committed are given up. */
  refused(error: StorageError): void;
}

interface Append {
  readonly appender: Appender;
  readonly chunk: Chunk;
  readonly head: Buffer;
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

  /** Bytes that were committed since the start. */
  get appendedBytes(): number {
    return this.#appendedBytes;
  }

  /** Returns why the chunk cannot be appended; else its appender is told what becomes of it, later. */
  append(appender: Appender, chunk: Chunk): StorageError | undefined {
    const position = this.#context.positions.of(appender.developerId);
    const error = this.#failure ?? conflictOf(chunk, position.appendedSeq + 1);
    if (error !== undefined) return error;
    position.appendedSeq = chunkLast(chunk);
    const head = encodeRecordHead(appender.developerId, chunk);
    this.#queue.push({ appender, chunk, head });
    this.#commit ??= this.#commitAll();
    return undefined;
  }

  /** Ends the newest segment of a quiet log, so that it can be removed one day. */
  async rotateIfOld(): Promise<void> {
    this.#context.segments.prepareNext();
    if (this.#context.segments.isNewestOld) await this.#whenIdle(() => this.#rotate());
  }

  /**
   * Finds out whether a log that refused can be written again: writes behind the last record, and cuts that off.
   * A crash in between leaves an unfinished write, which the next start cuts off.
   */
  async probe(): Promise<void> {
    if (this.#context.health.state !== 'refusing') return;
    await this.#whenIdle(async () => {
      await this.#write([randomBytes(PROBE_BYTES)]);
      await this.#context.segments.writer.cutBack();
      this.#context.health.works();
    });
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    while (this.#commit !== undefined) await this.#commit;
  }

  async #commitAll(): Promise<void> {
    let committed: readonly Append[] = [];
    while (this.#queue.length > 0 || committed.length > 0) {
      const group = this.#queue;
      this.#queue = [];
      const commit = group.length > 0 ? this.#commitGroup(group) : undefined;
      // Behind the start of the next write, so that the disk works meanwhile.
      deliver(committed);
      committed = [];
      try {
        await commit;
        committed = group;
      } catch (error) {
        await this.#giveUp(group, error);
      }
    }
    this.#commit = undefined;
  }

  /** Does something else to the newest segment, unless a commit is under way. */
  async #whenIdle(work: () => Promise<void>): Promise<void> {
    if (this.#commit !== undefined || this.#failure !== undefined) return;
    this.#commit = work().catch((cause: unknown) => this.#giveUp([], cause));
    await this.#commit;
    this.#commit = undefined;
    if (this.#queue.length > 0) this.#commit = this.#commitAll();
  }

  async #commitGroup(group: readonly Append[]): Promise<void> {
    const { segments, positions } = this.#context;
    const buffers: Buffer[] = [];
    for (const { head, chunk } of group) buffers.push(head, chunk.bytes);
    const writer = await this.#write(buffers);
    for (const { appender, chunk, head } of group) {
      const { developerId } = appender;
      const bytes = head.length + chunk.bytes.length;
      writer.note(developerId, chunk, bytes);
      positions.of(developerId).committed(chunk, writer.segment.number);
      this.#appendedBytes += bytes;
    }
    if (this.#begun !== writer) {
      this.#begun = writer;
      this.#context.began(writer);
    }
    segments.prepareNext();
  }

  /** Writes behind the last record, as durably as the log does, and returns what wrote it. */
  async #write(buffers: readonly Buffer[]): Promise<SegmentWriter> {
    const { segments, durability } = this.#context;
    if (segments.isNewestFull) await this.#rotate();
    const { writer } = segments;
    await (durability === 'disk' ? writer.commit(buffers) : writer.write(buffers));
    return writer;
  }

  async #rotate(): Promise<void> {
    const { segments, sealing, rotated } = this.#context;
    await sealing.makeRoom();
    sealing.add(await segments.rotate());
    rotated();
  }

  /**
   * Refuses the group and all that waits behind it, and stands again where the last commit ended. Without a group,
   * what waits is tried, unless the failure is final.
   */
  async #giveUp(group: readonly Append[], cause: unknown): Promise<void> {
    const { segments, positions, health } = this.#context;
    if (isFinal(cause)) {
      this.#failure = new LogWriteError('the log could not be synced to disk', true, { cause });
    }
    try {
      if (this.#failure === undefined) await segments.writer.cutBack();
    } catch {
      this.#failure = new LogWriteError('the log could not be cut back', true, { cause });
    }
    const error =
      this.#failure ?? new LogWriteError('the log could not be written', false, { cause });
    const takesQueue = group.length > 0 || this.#failure !== undefined;
    const refused = takesQueue ? [...group, ...this.#queue.splice(0)] : [];
    const appenders = new Set(refused.map(({ appender }) => appender));
    for (const { developerId } of appenders) positions.of(developerId).fallBack();
    for (const appender of appenders) appender.refused(error);
    if (this.#failure === undefined) health.refused(cause);
    else health.failedForGood(this.#failure);
  }
}

/** Tells who appended, each chunk once. */
function deliver(committed: readonly Append[]): void {
  for (const { appender, chunk } of committed) appender.committed(chunk);
}

function conflictOf(chunk: Chunk, expected: number): SeqConflictError | undefined {
  return chunk.first === expected ? undefined : new SeqConflictError(chunk.first, expected);
}

/** Whether nobody can say what is on disk: a sync failed, or the disk has an error, which a retry would hide. */
function isFinal(cause: unknown): boolean {
  return cause instanceof SyncError || (cause as NodeJS.ErrnoException).code === 'EIO';
}
