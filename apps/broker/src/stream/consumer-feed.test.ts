import type { SeqRange } from '@wearwire/protocol';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { on } from '../../test/log-calls.js';
import { range } from '../../test/range.js';
import { createLogger } from '../observability/logger.js';
import { type Chunk, chunkCount, chunkLast } from '../storage/chunk.js';
import { chunkOf } from '../storage/contract/events.js';
import { MemoryEventLog } from '../storage/memory/memory-event-log.js';
import { ConsumerFeed, type ConsumerSink, type FeedSource } from './consumer-feed.js';
import { LogReads } from './log-reads.js';
import { ReplayPace } from './replay-pace.js';

/** A log, a feed on it, and a sink whose free space the test sets. */
class Bench implements ConsumerSink {
  readonly developerId = 'a';
  readonly eventLog = new MemoryEventLog(
    { retentionMs: 1_000, now: () => this.nowMs },
    createLogger('silent'),
  );
  readonly log: FeedSource['log'] = {
    read: (seqs, bytesMax) => on(this.eventLog).read('a', seqs, bytesMax),
  };
  nowMs = 1_000_000;
  committedSeq = 0;
  readonly context = {
    stats: { submits: 0, dispatches: 0, logReadBytes: 0 },
    pace: unrestedPace(),
    reads: unlimitedReads(),
  };
  /** Number of further frames that the sink accepts. */
  space = Infinity;
  readonly sent: number[] = [];
  /** Events and ends of replays, in the order in which they are sent. */
  readonly frames: (number | 'end')[] = [];
  readonly ended: [first: number, last: number, sent: number][] = [];
  readonly errors: unknown[] = [];
  readonly feed = new ConsumerFeed(this, this);

  send(chunk: Chunk): number {
    const end = Math.min(chunkCount(chunk), this.space);
    for (let i = 0; i < end; i++) this.sent.push(chunk.first + i);
    for (let i = 0; i < end; i++) this.frames.push(chunk.first + i);
    this.space -= end;
    return end;
  }

  /** The promise that the sink awaits before it reports the end of a replay. */
  beforeEnd: () => Promise<unknown> = () => Promise.resolve();

  async replayed({ first, last }: SeqRange, sent: number): Promise<void> {
    await this.beforeEnd();
    this.ended.push([first, last, sent]);
    this.frames.push('end');
  }

  fail(error: unknown): void {
    this.errors.push(error);
  }

  restarted(): void {}

  async commit(count: number): Promise<void> {
    const chunk = chunkOf('a', this.committedSeq + 1, count, this.nowMs);
    await on(this.eventLog).append('a', chunk);
    this.committedSeq = chunkLast(chunk);
    this.feed.committed(chunk);
  }

  /** Lets the feed read as far as it can. */
  async settle(): Promise<void> {
    for (let i = 0; i < 20; i++) await new Promise((resolve) => setImmediate(resolve));
  }

  makeSpace(frames: number): void {
    this.space = frames;
    this.feed.drained();
  }
}

function unlimitedReads(): LogReads {
  return new LogReads({
    logReadsMax: 3,
    logReadsPerDeveloper: 2,
    replayBytes: undefined,
    monotonicMs: () => 0,
    delay: () => Promise.resolve(),
    limited: () => {},
  });
}

function unrestedPace(): ReplayPace {
  return new ReplayPace({
    now: () => 0,
    turn: () => new Promise((resolve) => setImmediate(resolve)),
    sleep: () => Promise.resolve(),
  });
}

describe('ConsumerFeed', () => {
  it('[P-DIS-5] starts after the newest committed event', async () => {
    const bench = new Bench();
    await bench.commit(3);
    expect(bench.sent).toEqual([1, 2, 3]);
    const late: number[] = [];
    const feed = new ConsumerFeed(bench, {
      send: (chunk) => {
        const to = chunkCount(chunk);
        for (let i = 0; i < to; i++) late.push(chunk.first + i);
        return to;
      },
      replayed: () => Promise.resolve(),
      fail: () => {},
      restarted: () => {},
    });
    const chunk = chunkOf('a', 4, 2, bench.nowMs);
    await on(bench.eventLog).append('a', chunk);
    bench.committedSeq = 5;
    feed.committed(chunk);
    expect(late).toEqual([4, 5]);
  });

  it('[P-DIS-6] buffers nothing for a full sink, reads the log when it drains, and joins live events without a gap', async () => {
    const bench = new Bench();
    bench.space = 2;
    await bench.commit(5);
    await bench.commit(5);
    expect(bench.sent).toEqual([1, 2]);
    bench.makeSpace(4);
    await bench.settle();
    expect(bench.sent).toEqual(range(1, 6));
    bench.makeSpace(Infinity);
    await bench.commit(2);
    await bench.settle();
    await bench.commit(2);
    expect(bench.sent).toEqual(range(1, 14));
  });

  it('[P-REP-7] serves several replays one after the other, with live events in between', async () => {
    const bench = new Bench();
    await bench.commit(10);
    bench.sent.length = 0;
    bench.feed.replay({ first: 2, last: 4 });
    bench.feed.replay({ first: 1, last: 3 });
    bench.feed.replay({ first: 8, last: 3 });
    expect(bench.feed.replaysPending).toBe(3);
    await bench.settle();
    expect(bench.sent).toEqual([2, 3, 4, 1, 2, 3]);
    expect(bench.feed.replaysPending).toBe(0);
    expect(bench.ended).toEqual([
      [2, 4, 3],
      [1, 3, 3],
      [8, 3, 0],
    ]);
    await bench.commit(1);
    expect(bench.sent.at(-1)).toBe(11);
  });

  it('[P-EXT-6] begins a replay only after the end of the previous one was sent, however long that takes', async () => {
    const bench = new Bench();
    await bench.commit(10);
    bench.frames.length = 0;
    let turns = 8;
    bench.beforeEnd = async () => {
      for (let i = turns; i > 0; i--) await new Promise((resolve) => setImmediate(resolve));
      turns = Math.floor(turns / 2);
    };
    bench.feed.replay({ first: 2, last: 4 });
    bench.feed.replay({ first: 8, last: 3 });
    bench.feed.replay({ first: 1, last: 3 });
    bench.feed.replay({ first: 20, last: 19 });
    await bench.settle();
    await bench.settle();
    expect(bench.frames).toEqual([2, 3, 4, 'end', 'end', 1, 2, 3, 'end', 'end']);
    expect(bench.ended).toEqual([
      [2, 4, 3],
      [8, 3, 0],
      [1, 3, 3],
      [20, 19, 0],
    ]);
  });

  it('[P-EXT-9] continues after a given event and joins the live ones', async () => {
    const bench = new Bench();
    bench.space = 0;
    await bench.commit(5);
    const sent: number[] = [];
    const { context, developerId, log } = bench;
    const source = { context, developerId, log, committedSeq: 5 };
    const feed = new ConsumerFeed(
      source,
      {
        send: (chunk) => {
          const to = chunkCount(chunk);
          for (let i = 0; i < to; i++) sent.push(chunk.first + i);
          return to;
        },
        replayed: () => Promise.resolve(),
        fail: () => {},
        restarted: () => {},
      },
      2,
    );
    const chunk = chunkOf('a', 6, 2, bench.nowMs);
    await on(bench.eventLog).append('a', chunk);
    source.committedSeq = 7;
    feed.committed(chunk);
    await bench.settle();
    expect(sent).toEqual([3, 4, 5, 6, 7]);
  });

  it('reads a page ahead while the sink has space, and keeps none while it is full', async () => {
    const bench = new Bench();
    for (let i = 0; i < 6; i++) await bench.commit(5_000);
    const wanted: (() => boolean)[] = [];
    const page = bench.context.reads.page.bind(bench.context.reads);
    bench.context.reads.page = (developerId, read) => {
      wanted.push(read.isWanted);
      return page(developerId, read);
    };
    bench.space = 12_000;
    bench.feed.replay({ first: 1, last: 30_000 });
    await bench.settle();
    expect(bench.sent.slice(30_000)).toEqual(range(1, 12_000));
    expect(wanted.map((isWanted) => isWanted())).toEqual([true, true, false]);
    bench.makeSpace(Infinity);
    await bench.settle();
    expect(bench.sent.slice(30_000)).toEqual(range(1, 30_000));
    expect(bench.ended).toEqual([[1, 30_000, 30_000]]);
  });

  it('skips events that retention removed while the sink was full', async () => {
    const bench = new Bench();
    bench.space = 1;
    await bench.commit(3);
    bench.nowMs += 5_000;
    await bench.commit(3);
    bench.makeSpace(Infinity);
    await bench.settle();
    expect(bench.sent).toEqual([1, 4, 5, 6]);
  });

  it('sends nothing after it was closed', async () => {
    const bench = new Bench();
    await bench.commit(3);
    bench.feed.replay({ first: 1, last: 3 });
    bench.feed.close();
    await bench.settle();
    expect(bench.sent).toEqual([1, 2, 3]);
  });

  it('notifies the sink if the log cannot be read', async () => {
    const bench = new Bench();
    await bench.commit(3);
    bench.log.read = () => Promise.reject(new Error('damaged'));
    bench.feed.replay({ first: 1, last: 3 });
    await bench.settle();
    expect(bench.errors).toHaveLength(1);
  });

  it('sends every live event once, in order, and each replay completely, whatever the sink accepts', async () => {
    const actions = fc.array(
      fc.oneof(
        fc.record({ do: fc.constant('commit' as const), count: fc.integer({ min: 1, max: 9 }) }),
        fc.record({ do: fc.constant('space' as const), count: fc.nat(12) }),
        fc.record({ do: fc.constant('wait' as const), count: fc.nat(3) }),
      ),
      { maxLength: 40 },
    );
    await fc.assert(
      fc.asyncProperty(actions, async (list) => {
        const bench = new Bench();
        bench.space = 3;
        for (const { do: action, count } of list) {
          if (action === 'commit') await bench.commit(count);
          if (action === 'space') bench.makeSpace(count);
          if (action === 'wait') for (let i = 0; i < count; i++) await new Promise(setImmediate);
        }
        bench.makeSpace(Infinity);
        await bench.settle();
        expect(bench.sent).toEqual(range(1, bench.committedSeq));
      }),
      { numRuns: 200 },
    );
  });
});
