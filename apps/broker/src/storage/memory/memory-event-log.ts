/**
 * The log in memory: a `ChunkList` per developer; lost with the process. A chunk is stored as soon as it is appended.
 * The position of a developer stays when retention removes its events.
 */
import { isEmptyRange, type SeqRange } from '@wearwire/protocol';
import { getOrCreate } from '../../get-or-create.js';
import { inTurns, nextTurn } from '../../in-turns.js';
import { createLogger, type Logger } from '../../observability/logger.js';
import { type Chunk, chunkCount, chunkLast } from '../chunk.js';
import { SeqConflictError } from '../errors.js';
import type { DeveloperLog, EventLog, LogObserver, LogUsage } from '../ports.js';
import { ProducerMarks } from '../producer-marks.js';
import { type Retention, retentionStartMs, SizeBound } from '../retention.js';
import { ChunkList } from './chunk-list.js';

interface Stream {
  lastSeq: number;
  readonly chunks: ChunkList;
  readonly marks: ProducerMarks;
  /** The open logs. */
  readonly logs: Set<MemoryDeveloperLog>;
}

/** Chunks dropped in one turn of the event loop. */
const DROPPED_AT_ONCE = 1_000;

export class MemoryEventLog implements EventLog {
  readonly epoch: number;
  readonly #retention: Retention;
  readonly #streams = new Map<string, Stream>();
  /** The stream of each chunk that is kept, in the order of the appends. */
  #order: Stream[] = [];
  /** Index in `#order`; the chunks before it are dropped. */
  #orderStart = 0;
  readonly #size: SizeBound;
  #bytes = 0;

  constructor(retention: Retention, logger: Logger = createLogger('silent')) {
    this.#retention = retention;
    this.#size = new SizeBound(retention, logger);
    this.epoch = retention.now();
  }

  async open(developerId: string, observer: LogObserver): Promise<MemoryDeveloperLog> {
    const stream = this.#stream(developerId);
    const log = new MemoryDeveloperLog(this, stream, observer);
    stream.logs.add(log);
    return log;
  }

  /** Readers do not see events before this moment. */
  get startMs(): number {
    return retentionStartMs(this.#retention);
  }

  /** Appends the chunk of a developer's log. Returns an error if the chunk does not continue the log. */
  store(stream: Stream, chunk: Chunk): SeqConflictError | undefined {
    const expected = stream.lastSeq + 1;
    if (chunk.first !== expected) return new SeqConflictError(chunk.first, expected);
    stream.chunks.push(chunk);
    stream.lastSeq = chunkLast(chunk);
    stream.marks.add(chunk);
    this.#order.push(stream);
    this.#bytes += chunk.bytes.length;
    this.#size.check(this.#bytes);
    if (this.#bytes > (this.#retention.bytesMax || Infinity)) this.#dropOldest();
    return undefined;
  }

  get usage(): LogUsage {
    return { bytes: this.#bytes, purgedEarlyBytes: this.#size.purgedEarlyBytes };
  }

  async purge(): Promise<void> {
    const { startMs } = this;
    for await (const batch of inTurns(this.#streams.values())) {
      for (const { marks } of batch) marks.purge(startMs);
    }
    while (this.#dropOldest() === DROPPED_AT_ONCE) await nextTurn();
  }

  /**
   * Drops expired chunks and, while the log is too large, the oldest ones; up to a limit. Returns the number of
   * dropped chunks.
   */
  #dropOldest(): number {
    const { startMs } = this;
    let count = 0;
    while (count < DROPPED_AT_ONCE) {
      const chunks = this.#order[this.#orderStart]?.chunks;
      const oldest = chunks?.oldest;
      if (chunks === undefined || oldest === undefined) break;
      const isYoung = oldest.committedAtMs >= startMs;
      if (isYoung && !this.#size.isOver(this.#bytes)) break;
      if (isYoung) this.#size.countPurgedEarly(oldest.bytes);
      chunks.drop();
      this.#bytes -= oldest.bytes;
      this.#orderStart++;
      count++;
    }
    if (2 * this.#orderStart > this.#order.length) {
      this.#order = this.#order.slice(this.#orderStart);
      this.#orderStart = 0;
    }
    return count;
  }

  async close(): Promise<void> {
    this.#streams.clear();
  }

  #stream(developerId: string): Stream {
    return getOrCreate(this.#streams, developerId, () => {
      return { lastSeq: 0, chunks: new ChunkList(), marks: new ProducerMarks(), logs: new Set() };
    });
  }
}

export class MemoryDeveloperLog implements DeveloperLog {
  readonly epoch: number;
  lastSeq: number;
  readonly observer: LogObserver;
  readonly #eventLog: MemoryEventLog;
  readonly #stream: Stream;

  constructor(eventLog: MemoryEventLog, stream: Stream, observer: LogObserver) {
    this.epoch = eventLog.epoch;
    this.lastSeq = stream.lastSeq;
    this.#eventLog = eventLog;
    this.#stream = stream;
    this.observer = observer;
  }

  append(chunk: Chunk): void {
    const error = this.#eventLog.store(this.#stream, chunk);
    queueMicrotask(() => {
      const { logs } = this.#stream;
      if (error === undefined) for (const log of logs) log.#grown(chunk);
      if (!logs.has(this)) return;
      if (error === undefined) this.observer.stored(chunkCount(chunk), chunkLast(chunk));
      else this.observer.refused(error);
    });
  }

  #grown(chunk: Chunk): void {
    if (chunk.first <= this.lastSeq) return;
    this.lastSeq = chunkLast(chunk);
    this.observer.grown(chunk);
  }

  async read(range: SeqRange, bytesMax: number): Promise<Chunk[]> {
    if (isEmptyRange(range)) return [];
    const page: Chunk[] = [];
    let bytes = 0;
    for (const chunk of this.#stream.chunks.from(range.first, this.#eventLog.startMs)) {
      if (chunk.first > range.last || (page.length > 0 && bytes >= bytesMax)) break;
      page.push(chunk);
      bytes += chunk.bytes.length;
    }
    return page;
  }

  async firstSeq(): Promise<number> {
    const { chunks, lastSeq } = this.#stream;
    const [oldest] = chunks.from(0, this.#eventLog.startMs);
    return oldest?.first ?? lastSeq + 1;
  }

  async mark(producer: string): Promise<number | undefined> {
    return this.#stream.marks.get(producer);
  }

  close(): void {
    this.#stream.logs.delete(this);
  }
}
