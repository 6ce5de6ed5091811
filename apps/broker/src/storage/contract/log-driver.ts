/**
 * Drives an event log in tests: returns a promise for each append and opens developers on first use. Checks the calls
 * of the observer: chunks ascend without a gap, and none is reported as stored before `grown`.
 */
import assert from 'node:assert/strict';
import type { SeqRange } from '@wearwire/protocol';
import { getOrCreate } from '../../get-or-create.js';
import { type Chunk, chunkCount, chunkLast } from '../chunk.js';
import type { DeveloperLog, EventLog, LogObserver } from '../ports.js';

interface Append {
  /** Number of unanswered events. */
  left: number;
  resolve(): void;
  reject(error: Error): void;
}

/** One developer's open log, and the calls of its observer. */
export class OpenedLog implements LogObserver {
  /** Newest seq reported by `grown`. */
  grownSeq: number;
  /** Newest seq named by `stored`. */
  storedSeq = 0;
  /** The chunks reported by `grown`, in order. */
  readonly grownChunks: Chunk[] = [];
  /** Number of calls of `refused`. */
  refusals = 0;
  readonly log: DeveloperLog;
  readonly #appends: Append[] = [];
  #isAppending = false;

  private constructor(log: DeveloperLog) {
    this.log = log;
    this.grownSeq = log.lastSeq;
  }

  /** Opens the developer's log with a separate observer. */
  static async open(eventLog: EventLog, developerId: string): Promise<OpenedLog> {
    let opened: OpenedLog | undefined;
    // A chunk that is stored while the log is being opened counts as stored before `open`.
    const log = await eventLog.open(developerId, {
      grown: (chunk) => opened?.grown(chunk),
      stored: (count, lastSeq) => opened?.stored(count, lastSeq),
      refused: (error) => opened?.refused(error),
      restarted: () => opened?.restarted(),
    });
    opened = new OpenedLog(log);
    return opened;
  }

  /** Resolves when the chunk is stored; rejects with the error if it is refused. */
  append(chunk: Chunk): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#appends.push({ left: chunkCount(chunk), resolve, reject });
      this.#isAppending = true;
      this.log.append(chunk);
      this.#isAppending = false;
    });
  }

  grown(chunk: Chunk): void {
    this.#assertLater();
    assert.equal(chunk.first, this.grownSeq + 1, 'chunks grow without a gap');
    this.grownSeq = chunkLast(chunk);
    this.grownChunks.push(chunk);
  }

  stored(count: number, lastSeq: number | undefined): void {
    this.#assertLater();
    assert.ok(count > 0, 'stored reports at least one event');
    if (lastSeq !== undefined) {
      assert.ok(lastSeq <= this.grownSeq, 'events are reported by grown before stored');
      assert.ok(
        lastSeq - count + 1 > this.storedSeq,
        'stored events are reported in ascending order',
      );
      this.storedSeq = lastSeq;
    }
    let left = count;
    while (left > 0) {
      const first = this.#appends[0];
      assert.ok(first !== undefined, 'only appended, unanswered events are stored');
      const part = Math.min(left, first.left);
      first.left -= part;
      left -= part;
      if (first.left > 0) return;
      this.#appends.shift();
      first.resolve();
    }
  }

  refused(error: Error): void {
    this.#assertLater();
    this.refusals++;
    for (const append of this.#appends.splice(0)) append.reject(error);
  }

  restarted(): void {
    this.#assertLater();
  }

  #assertLater(): void {
    assert.equal(this.#isAppending, false, 'the observer is not called within append');
  }
}

/** Position of a developer's log. */
export interface LogHead {
  readonly epoch: number;
  readonly firstSeq: number;
  readonly lastSeq: number;
}

/** All developers of one event log. */
export class LogDriver {
  readonly #log: EventLog;
  readonly #opened = new Map<string, Promise<OpenedLog>>();

  constructor(log: EventLog) {
    this.#log = log;
  }

  /** The developer's log, opened once. */
  of(developerId: string): Promise<OpenedLog> {
    return getOrCreate(this.#opened, developerId, () => OpenedLog.open(this.#log, developerId));
  }

  /** Appends the chunks of each developer in the order of the calls. */
  async append(developerId: string, chunk: Chunk): Promise<void> {
    const opened = await this.of(developerId);
    await opened.append(chunk);
  }

  async read(developerId: string, range: SeqRange, bytesMax: number): Promise<Chunk[]> {
    return (await this.of(developerId)).log.read(range, bytesMax);
  }

  async mark(developerId: string, producer: string): Promise<number | undefined> {
    return (await this.of(developerId)).log.mark(producer);
  }

  /** The position that a new `open` reports. */
  async head(developerId: string): Promise<LogHead> {
    const { log } = await OpenedLog.open(this.#log, developerId);
    const { epoch, lastSeq } = log;
    const firstSeq = await log.firstSeq();
    log.close();
    return { epoch, firstSeq, lastSeq };
  }
}
