/**
 * Feeds one consumer from its developer's log with two cursors: one for live events, one for REPLAYs, which are sent
 * one after the other.
 *
 *    caught up ── sink is full ──► behind ── read the log to its end ──► caught up
 *
 * When caught up, a chunk goes from memory straight to the sink. When behind, nothing is buffered for the consumer:
 * once its sink drains, the log is read from its position until it has caught up, without gap or overlap (P-DIS-6).
 * Pages are sent slice by slice, each in a separate turn; replays are paced so that they do not slow others.
 * Invariant: `#next` is the seq that the live cursor sends next; it sends each seq at most once, ascending.
 */
import type { SeqRange } from '@wearwire/protocol';
import type { Stats } from '../observability/stats.js';
import { type Chunk, chunkCount } from '../storage/chunk.js';
import type { DeveloperLog } from '../storage/ports.js';
import type { LogReads } from './log-reads.js';
import { ReadAhead } from './read-ahead.js';
import type { ConsumerPace, ReplayPace } from './replay-pace.js';
import { slicesOf } from './slices.js';

export interface ConsumerSink {
  /**
   * Sends the frames of a chunk and returns how many it accepted. Fewer than all means full; `drained` is called once
   * there is space.
   */
  send(chunk: Chunk): number;
  /**
   * All events of a replay were sent; `sent`: how many. The next replay begins when this has resolved, so frames that
   * the sink sends in this call precede it.
   */
  replayed(range: SeqRange, sent: number): Promise<void>;
  /** Events could not be read or sent. */
  fail(error: unknown): void;
  /** The log continues in another epoch; nothing more is sent. */
  restarted(): void;
}

interface Replay {
  readonly range: SeqRange;
  /** The part not sent yet. */
  remaining: SeqRange;
  sent: number;
}

type Cursor = 'live' | 'replay';

export interface FeedSource {
  readonly developerId: string;
  readonly log: Pick<DeveloperLog, 'read'>;
  /** Newest seq that may be sent. */
  readonly committedSeq: number;
  readonly context: FeedContext;
}

/** Shared by the feeds of all consumers. */
export interface FeedContext {
  /** Schedules the reads of pages. */
  readonly reads: LogReads;
  /** The pace of replays. */
  readonly pace: ReplayPace;
  readonly stats: Pick<Stats, 'dispatches' | 'logReadBytes' | 'submits'>;
}

/** Bytes of frames that a cursor reads at once. A cursor holds at most two such pages, see `ReadAhead`. */
const PAGE_BYTES = 256 * 1024;

export class ConsumerFeed {
  readonly #source: FeedSource;
  readonly #stats: FeedContext['stats'];
  readonly #sink: ConsumerSink;
  readonly #replays: Replay[] = [];
  #next: number;
  /**
   * Up to this seq, a live cursor that started in the past is paced like a replay, because the consumer chose its
   * start.
   */
  readonly #resumedTo: number;
  #isFull = false;
  #isClosed = false;
  readonly #isRunning: Record<Cursor, boolean> = { live: false, replay: false };
  readonly #pace: ConsumerPace;
  readonly #pages: Record<Cursor, ReadAhead> = {
    live: new ReadAhead((range, isWanted) => this.#read('live', range, isWanted)),
    replay: new ReadAhead((range, isWanted) => this.#read('replay', range, isWanted)),
  };

  /** Sends the events after seq `after`; by default after the newest committed one: live events only (P-DIS-5). */
  constructor(source: FeedSource, sink: ConsumerSink, after: number = source.committedSeq) {
    const { pace, stats } = source.context;
    this.#source = source;
    this.#stats = stats;
    this.#sink = sink;
    this.#next = after + 1;
    this.#resumedTo = source.committedSeq;
    this.#pace = pace.of(source, stats);
    // Deferred until the caller has the feed.
    queueMicrotask(() => this.#pump());
  }

  /** Called when a chunk of the developer was committed; hot path. */
  committed(chunk: Chunk): void {
    if (this.#next !== chunk.first || this.#isFull) {
      this.#pump();
      return;
    }
    const count = chunkCount(chunk);
    const sent = this.#sink.send(chunk);
    this.#stats.dispatches += sent;
    this.#next += sent;
    this.#isFull = sent < count;
  }

  /** Number of events after the live cursor. */
  get lag(): number {
    return this.#source.committedSeq - this.#next + 1;
  }

  /** The seq that the live cursor sends next. */
  get nextSeq(): number {
    return this.#next;
  }

  /** Number of waiting and running REPLAYs. */
  get replaysPending(): number {
    return this.#replays.length;
  }

  /** Sends the range in parallel with live events, after earlier replays (P-REP-6, P-REP-7). */
  replay(range: SeqRange): void {
    this.#replays.push({ range, remaining: range, sent: 0 });
    this.#pump();
  }

  /** Called when the sink has space again. */
  drained(): void {
    this.#isFull = false;
    this.#pump();
  }

  close(): void {
    this.#isClosed = true;
    this.#replays.length = 0;
  }

  /** Like `close`, because the log continues in another epoch. */
  end(): void {
    this.close();
    this.#sink.restarted();
  }

  /** Advances the live cursor and the first replay independently, so that neither waits for the other. */
  #pump(): void {
    this.#start('live');
    this.#start('replay');
  }

  #start(cursor: Cursor): void {
    if (this.#isRunning[cursor] || !this.#canContinue(cursor)) return;
    this.#isRunning[cursor] = true;
    this.#run(cursor).catch((error: unknown) => {
      if (!this.#isClosed) this.#sink.fail(error);
    });
  }

  #canContinue(cursor: Cursor): boolean {
    if (this.#isFull || this.#isClosed) return false;
    return cursor === 'live' ? this.lag > 0 : this.#replays.length > 0;
  }

  /** Sends page by page until the cursor has nothing left, the sink is full or the feed is closed. */
  async #run(cursor: Cursor): Promise<void> {
    try {
      while (this.#canContinue(cursor)) {
        if (cursor === 'live') await this.#catchUp();
        else await this.#continueReplay();
      }
    } finally {
      // While the sink is full, nothing is buffered for it.
      this.#pages[cursor].drop();
      this.#isRunning[cursor] = false;
    }
  }

  async #catchUp(): Promise<void> {
    const range = { first: this.#next, last: this.#source.committedSeq };
    const { rest } = await this.#sendPage('live', range);
    // Events older than the retention were removed; the live cursor skips them.
    this.#next = rest?.first ?? range.last + 1;
  }

  async #continueReplay(): Promise<void> {
    const replay = this.#replays[0] as Replay;
    const { sent, rest } = await this.#sendPage('replay', replay.remaining);
    if (this.#isClosed) return;
    replay.sent += sent;
    if (rest !== undefined) {
      replay.remaining = rest;
    } else {
      await this.#sink.replayed(replay.range, replay.sent);
      this.#replays.shift();
    }
  }

  /** Sends one page of the range. `rest`: the remaining range. */
  async #sendPage(cursor: Cursor, range: SeqRange): Promise<{ sent: number; rest?: SeqRange }> {
    const chunks = await this.#pages[cursor].page(range);
    if (chunks.length === 0) return { sent: 0 };
    const isReplay = this.#isReplay(cursor, range);
    let sent = 0;
    let next = range.first;
    for (const slice of slicesOf(chunks, range, this.#pace.sliceBytesMax)) {
      const send = (): void => {
        for (const chunk of slice) {
          if (this.#isFull || this.#isClosed) return;
          const count = chunkCount(chunk);
          const accepted = this.#sink.send(chunk);
          sent += accepted;
          next = chunk.first + accepted;
          this.#isFull = accepted < count;
        }
      };
      await (isReplay ? this.#pace.replay(send) : this.#pace.catchUp(send));
      if (this.#isFull || this.#isClosed) break;
    }
    this.#stats.dispatches += sent;
    return next <= range.last ? { sent, rest: { first: next, last: range.last } } : { sent };
  }

  /**
   * Whether the range is paced as a replay: a REPLAY, or the past events of a consumer that resumes. Other catch-up
   * must be faster than new events arrive.
   */
  #isReplay(cursor: Cursor, range: SeqRange): boolean {
    return cursor === 'replay' || range.first <= this.#resumedTo;
  }

  async #read(cursor: Cursor, range: SeqRange, isWanted: () => boolean): Promise<Chunk[]> {
    const { log, developerId, context } = this.#source;
    const chunks = await context.reads.page(developerId, {
      isReplay: this.#isReplay(cursor, range),
      isWanted: () => !this.#isClosed && isWanted(),
      read: () => log.read(range, PAGE_BYTES),
    });
    for (const chunk of chunks) this.#stats.logReadBytes += chunk.bytes.length;
    return chunks;
  }
}
