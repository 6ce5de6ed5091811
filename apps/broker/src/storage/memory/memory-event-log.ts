/**
 * The log in memory: a list of chunks per developer, oldest first. Gone with the process.
 * An append is kept as soon as it is called; `head` outlives what retention takes.
 */
import { isEmptyRange, type SeqRange } from '@wearwire/protocol';
import { inTurns, nextTurn } from '../../in-turns.js';
import { createLogger, type Logger } from '../../observability/logger.js';
import { type Chunk, chunkLast } from '../chunk.js';
import { SeqConflictError } from '../errors.js';
import type { EventLog, LogHead } from '../ports.js';
import { ProducerMarks } from '../producer-marks.js';
import { type Retention, retentionStartMs, SizeBound } from '../retention.js';

interface Stream {
  lastSeq: number;
  readonly chunks: Chunk[];
  readonly marks: ProducerMarks;
}

/** Chunks that are dropped in one turn of the event loop. */
const DROPPED_AT_ONCE = 1_000;

export class MemoryEventLog implements EventLog {
  readonly #retention: Retention;
  readonly #epoch: number;
  readonly #streams = new Map<string, Stream>();
  /** The stream of each chunk that is there, in the order in which they came. */
  #order: Stream[] = [];
  /** Those before it in `#order` have gone. */
  #orderStart = 0;
  readonly #size: SizeBound;
  #bytes = 0;

  constructor(retention: Retention, logger: Logger = createLogger('silent')) {
    this.#retention = retention;
    this.#size = new SizeBound(retention, logger);
    this.#epoch = retention.now();
  }

  async head(developerId: string): Promise<LogHead> {
    const { lastSeq, chunks, marks } = this.#stream(developerId);
    const startMs = retentionStartMs(this.#retention);
    const oldest = chunks.find(({ committedAtMs }) => committedAtMs >= startMs);
    const firstSeq = oldest?.first ?? lastSeq + 1;
    return { epoch: this.#epoch, firstSeq, lastSeq, marks };
  }

  async append(developerId: string, chunk: Chunk): Promise<void> {
    const stream = this.#stream(developerId);
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

  async read(developerId: string, range: SeqRange, bytesMax: number): Promise<Chunk[]> {
    const chunks = this.#streams.get(developerId)?.chunks;
    if (chunks === undefined || isEmptyRange(range)) return [];
    const startMs = retentionStartMs(this.#retention);
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

  get bytes(): number {
    return this.#bytes;
  }

  get purgedEarlyBytes(): number {
    return this.#size.purgedEarlyBytes;
  }

  async purge(): Promise<void> {
    const startMs = retentionStartMs(this.#retention);
    for await (const batch of inTurns(this.#streams.values())) {
      for (const { marks } of batch) marks.purge(startMs);
    }
    while (this.#dropOldest() === DROPPED_AT_ONCE) await nextTurn();
  }

  /** Drops what is too old, and while that is too much, what came first: a number of chunks at most, which is returned. */
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
      stream = { lastSeq: 0, chunks: [], marks: new ProducerMarks() };
      this.#streams.set(developerId, stream);
    }
    return stream;
  }
}

/** Index of the first chunk that ends at `seq` or behind it. */
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
