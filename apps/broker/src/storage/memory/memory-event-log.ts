/**
 * The log in memory: a list of chunks per developer, oldest first; lost with the process. A chunk is stored as soon
 * as it is appended. The position of a developer stays when retention removes its events.
 */
import { isEmptyRange, type SeqRange } from '@wearwire/protocol';
import { inTurns, nextTurn } from '../../in-turns.js';
import { createLogger, type Logger } from '../../observability/logger.js';
import { type Chunk, chunkCount, chunkLast } from '../chunk.js';
import { SeqConflictError } from '../errors.js';
import type { DeveloperLog, EventLog, LogObserver, LogUsage } from '../ports.js';
import { ProducerMarks } from '../producer-marks.js';
import { type Retention, retentionStartMs, SizeBound } from '../retention.js';

interface Stream {
  lastSeq: number;
  readonly chunks: Chunk[];
  readonly marks: ProducerMarks;
  /** The open logs. */
  readonly logs: Set<MemoryDeveloperLog>;
}

/** Chunks dropped in one turn of the event loop. */
const DROPPED_AT_ONCE = 1_000;

export class MemoryEventLog implements EventLog {
  readonly #retention: Retention;
  readonly #epoch: number;
  readonly #streams = new Map<string, Stream>();
  /** The stream of each present chunk, in the order of the appends. */
  #order: Stream[] = [];
  /** Index in `#order`; the chunks before it are dropped. */
  #orderStart = 0;
  readonly #size: SizeBound;
  #bytes = 0;

  constructor(retention: Retention, logger: Logger = createLogger('silent')) {
    this.#retention = retention;
    this.#size = new SizeBound(retention, logger);
    this.#epoch = retention.now();
  }

  async open(developerId: string, observer: LogObserver): Promise<MemoryDeveloperLog> {
    const stream = this.#stream(developerId);
    const { lastSeq } = stream;
    const store = (chunk: Chunk) => this.#store(stream, chunk);
    const startMs = () => retentionStartMs(this.#retention);
    const log = new MemoryDeveloperLog(
      { stream, epoch: this.#epoch, lastSeq, store, startMs },
      observer,
    );
    stream.logs.add(log);
    return log;
  }

  /** Throws `SeqConflictError`. */
  #store(stream: Stream, chunk: Chunk): void {
    if (chunk.first !== stream.lastSeq + 1) {
      throw new SeqConflictError(chunk.first, stream.lastSeq + 1);
    }
    stream.chunks.push(chunk);
    stream.lastSeq = chunkLast(chunk);
    stream.marks.note(chunk);
    this.#order.push(stream);
    this.#bytes += chunk.bytes.length;
    this.#size.look(this.#bytes);
    if (this.#bytes > (this.#retention.bytesMax || Infinity)) this.#dropOldest();
  }

  get usage(): LogUsage {
    return { bytes: this.#bytes, purgedEarlyBytes: this.#size.purgedEarlyBytes };
  }

  async purge(): Promise<void> {
    const startMs = retentionStartMs(this.#retention);
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
    const startMs = retentionStartMs(this.#retention);
    const dropped = new Map<Stream, number>();
    let count = 0;
    while (count < DROPPED_AT_ONCE) {
      const stream = this.#order[this.#orderStart];
      if (stream === undefined) break;
      const chunk = stream.chunks[dropped.get(stream) ?? 0] as Chunk;
      const isYoung = chunk.committedAtMs >= startMs;
      if (isYoung && !this.#size.isOver(this.#bytes)) break;
      if (isYoung) this.#size.purgeEarly(chunk.bytes.length);
      dropped.set(stream, (dropped.get(stream) ?? 0) + 1);
      this.#bytes -= chunk.bytes.length;
      this.#orderStart++;
      count++;
    }
    for (const [stream, chunks] of dropped) stream.chunks.splice(0, chunks);
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
    let stream = this.#streams.get(developerId);
    if (stream === undefined) {
      stream = { lastSeq: 0, chunks: [], marks: new ProducerMarks(), logs: new Set() };
      this.#streams.set(developerId, stream);
    }
    return stream;
  }
}

interface OpenedStream {
  readonly stream: Stream;
  readonly epoch: number;
  readonly lastSeq: number;
  /** Throws `SeqConflictError`. */
  store(chunk: Chunk): void;
  /** Readers do not see events before this moment. */
  startMs(): number;
}

export class MemoryDeveloperLog implements DeveloperLog {
  readonly epoch: number;
  lastSeq: number;
  readonly observer: LogObserver;
  readonly #opened: OpenedStream;

  constructor(opened: OpenedStream, observer: LogObserver) {
    this.epoch = opened.epoch;
    this.lastSeq = opened.lastSeq;
    this.#opened = opened;
    this.observer = observer;
  }

  append(chunk: Chunk): void {
    const { stream, store } = this.#opened;
    try {
      store(chunk);
    } catch (error) {
      queueMicrotask(() => this.observer.refused(error as SeqConflictError));
      return;
    }
    queueMicrotask(() => {
      for (const log of stream.logs) log.#grown(chunk);
      if (stream.logs.has(this)) this.observer.stored(chunkCount(chunk), chunkLast(chunk));
    });
  }

  #grown(chunk: Chunk): void {
    if (chunk.first <= this.lastSeq) return;
    this.lastSeq = chunkLast(chunk);
    this.observer.grown(chunk);
  }

  async read(range: SeqRange, bytesMax: number): Promise<Chunk[]> {
    if (isEmptyRange(range)) return [];
    const { chunks } = this.#opened.stream;
    const startMs = this.#opened.startMs();
    const page: Chunk[] = [];
    let bytes = 0;
    for (let i = firstReaching(chunks, range.first); i < chunks.length; i++) {
      const chunk = chunks[i] as Chunk;
      if (chunk.first > range.last || (page.length > 0 && bytes >= bytesMax)) break;
      if (chunk.committedAtMs < startMs) continue;
      page.push(chunk);
      bytes += chunk.bytes.length;
    }
    return page;
  }

  async firstSeq(): Promise<number> {
    const { chunks, lastSeq } = this.#opened.stream;
    const startMs = this.#opened.startMs();
    const oldest = chunks.find(({ committedAtMs }) => committedAtMs >= startMs);
    return oldest?.first ?? lastSeq + 1;
  }

  async mark(producer: string): Promise<number | undefined> {
    return this.#opened.stream.marks.get(producer);
  }

  close(): void {
    this.#opened.stream.logs.delete(this);
  }
}

/** Index of the first chunk that ends at or after `seq`. */
function firstReaching(chunks: readonly Chunk[], seq: number): number {
  let low = 0;
  let high = chunks.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (chunkLast(chunks[middle] as Chunk) < seq) low = middle + 1;
    else high = middle;
  }
  return low;
}
