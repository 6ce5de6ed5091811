import { describe, expect, it } from 'vitest';
import type { Chunk, EventNumber } from '../chunk.js';
import { chunkOf } from '../contract/events.js';
import { type BatchOwner, type Draft, markRepeats, markStored, nextBatch } from './batch.js';
import {
  decodeHeader,
  decodeRecord,
  encodeHeader,
  encodePayload,
  RECORD_HEADER,
} from './record.js';

function draftOf(chunk: Chunk): Draft<BatchOwner> & { readonly stored: number[] } {
  const stored: number[] = [];
  const owner = { stored: (count: number) => void stored.push(count), refused: () => {} };
  return { owner, chunk, from: 0, repeats: new Set(), stored };
}

function numbered(chunk: Chunk, producer: string, n: number): Chunk {
  const numbers: EventNumber[] = Array.from(chunk.ends, (_, index) => ({
    index,
    producer,
    n: n + index,
  }));
  return { ...chunk, numbers, marks: [{ producer, n: n + numbers.length - 1 }] };
}

const seqsOf = (bytes: Buffer, ends: Uint32Array): number[] =>
  Array.from(ends, (end, i) => JSON.parse(bytes.toString('utf8', ends[i - 1] ?? 0, end)).seq);

describe('a batch', () => {
  it('joins the waiting chunks and numbers their events from the end of the log', () => {
    const drafts = [draftOf(chunkOf('a', 1, 3, 5)), draftOf(chunkOf('a', 4, 2, 9))];
    const waiting: Draft<BatchOwner>[] = [...drafts];
    const batch = nextBatch(waiting, 1);
    expect(waiting).toEqual([]);
    const contents = batch.contents(98);
    expect(contents && seqsOf(contents.bytes, contents.ends)).toEqual([98, 99, 100, 101, 102]);
    expect(contents?.committedAtMs).toBe(9);
    batch.answer();
    batch.answer();
    expect(drafts.map(({ stored }) => stored)).toEqual([[3], [2]]);
  });

  it('[P-EXT-8] omits events that another broker stored, and reports them as stored', () => {
    const draft = draftOf(numbered(chunkOf('a', 1, 5, 5), 'phone', 10));
    const batch = nextBatch([draft], 1);
    markRepeats(draft, [
      { producer: 'watch', n: 99 },
      { producer: 'phone', n: 12 },
    ]);
    const contents = batch.contents(50);
    expect(contents?.ends).toHaveLength(2);
    expect(contents?.marks).toEqual([{ producer: 'phone', n: 14 }]);
    markRepeats(draft, [{ producer: 'phone', n: 14 }]);
    expect(batch.contents(50)).toBeUndefined();
    batch.answer();
    expect(draft.stored).toEqual([5]);
  });

  it.each([
    ['own events first', false],
    ['forwarded events first', true],
  ])(
    '[P-EXT-8] contains each event once if a producer has moved to this broker while its former broker forwards the same events: %s',
    (_, isForwardedFirst) => {
      const moved = draftOf(numbered(chunkOf('a', 1, 20, 5), 'phone', 1));
      const origin = { node: 'other', batch: 8 };
      const forwarded = { ...draftOf(numbered(chunkOf('a', 1, 7, 5), 'phone', 1)), origin };
      const drafts = isForwardedFirst ? [forwarded, moved] : [moved, forwarded];
      const batch = nextBatch<BatchOwner>([...drafts], 1);
      const contents = batch.contents(1);
      expect(contents?.ends).toHaveLength(20);
      expect(contents?.marks).toEqual([{ producer: 'phone', n: 20 }]);
      batch.answer();
      expect([moved.stored, forwarded.stored]).toEqual([[20], [7]]);
    },
  );

  it('[P-HTTP-1] reports to each owner the seq of its last event, unless one of its events is a repeat', () => {
    const stored: (number | undefined)[] = [];
    const owner = {
      stored: (_: number, last?: number) => void stored.push(last),
      refused: () => {},
    };
    const drafts = [
      draftOf(chunkOf('a', 1, 3, 5)),
      draftOf(numbered(chunkOf('a', 4, 2, 5), 'phone', 1)),
      draftOf(chunkOf('a', 6, 1, 5)),
    ].map((draft) => ({ ...draft, owner }));
    const batch = nextBatch([...drafts], 1);
    batch.contents(10);
    for (const draft of drafts) markRepeats(draft, [{ producer: 'phone', n: 1 }]);
    batch.contents(50);
    batch.answer();
    expect(stored).toEqual([52, undefined, 54]);
  });

  it('[P-HTTP-5] omits a post that another broker stored, and keeps the time of its mark', () => {
    const numbers = [0, 0, 77].map((n, index) => ({ index, producer: 'post:x', n }));
    const marks = [{ producer: 'post:x', n: 77, atMs: 2 }];
    const draft = draftOf({ ...chunkOf('a', 1, 3, 5), numbers, marks });
    const batch = nextBatch([draft], 1);
    expect(batch.contents(1)?.marks).toEqual(marks);
    markRepeats(draft, marks);
    expect(batch.contents(1)).toBeUndefined();
  });

  it('[P-HTTP-5] stores the rest of a post that does not fit into one record', () => {
    const count = 10_001;
    const numbers = Array.from({ length: count }, (_, index) => ({
      index,
      producer: 'post:x',
      n: index === count - 1 ? 77 : 0,
    }));
    const marks = [{ producer: 'post:x', n: 77 }];
    const draft = draftOf({ ...chunkOf('a', 1, count, 5), numbers, marks });
    const waiting: Draft<BatchOwner>[] = [draft];
    const first = nextBatch(waiting, 1).contents(1);
    expect(first?.marks).toEqual([{ producer: 'post:x', n: 0 }]);
    markRepeats(draft, first?.marks ?? []);
    expect(nextBatch(waiting, 2).contents(count)?.ends).toHaveLength(1);
    const again = draftOf(draft.chunk);
    markRepeats(again, first?.marks ?? []);
    expect(again.repeats.size).toBe(0);
  });

  it('[P-HTTP-1] does not split a chunk that fits into one record', () => {
    const chunk = (count: number): Chunk => ({
      ...chunkOf('a', 1, count, 5),
      bytes: Buffer.alloc(100 * 1024 * count, '{"op":5,"seq":1}'),
      ends: Uint32Array.from({ length: count }, (_, i) => 100 * 1024 * (i + 1)),
    });
    const waiting = [draftOf(chunk(2)), draftOf(chunk(4)), draftOf(chunk(1))];
    const counts: number[] = [];
    while (waiting.length > 0) counts.push(nextBatch(waiting, 1).contents(1)?.ends.length ?? 0);
    expect(counts).toEqual([2, 5]);
  });

  it('records the broker and the batch that forwarded events came from, so that the broker finds them', () => {
    const stored: (number | undefined)[] = [];
    const owner = {
      stored: (_: number, last?: number) => void stored.push(last),
      refused: () => {},
    };
    const parts = [chunkOf('a', 1, 3, 5), chunkOf('a', 4, 2, 6)].map(draftOf);
    const forwarded = nextBatch(
      parts.map((draft) => ({ ...draft, owner })),
      8,
    );
    const chunk = forwarded.toChunk(1, 1) as Chunk;
    const origin = { node: 'other', batch: 8 };
    const drafts = [draftOf(chunkOf('a', 1, 2, 5)), { ...draftOf(chunk), origin }];
    const { origins = [] } = nextBatch([...drafts], 1).contents(50) ?? {};
    expect(origins).toEqual([{ ...origin, from: 2, count: 5 }]);
    forwarded.storedAs(50 + 2, 5);
    forwarded.answer();
    expect(stored).toEqual([54, 56]);
    markStored(drafts[1]!);
    const rest = nextBatch([...drafts.map((draft) => ({ ...draft, from: 0 }))], 2).contents(50);
    expect([rest?.ends.length, rest?.origins]).toEqual([2, []]);
  });

  it('forwards the numbers of the events to another broker, without the repeats', () => {
    const drafts = [
      draftOf(chunkOf('a', 1, 2, 5)),
      draftOf(numbered(chunkOf('a', 3, 3, 5), 'phone', 7)),
    ];
    markRepeats(drafts[1]!, [{ producer: 'phone', n: 7 }]);
    const batch = nextBatch([...drafts], 1);
    expect(batch.toChunk(1, 1)).toMatchObject({
      numbers: [
        { index: 2, producer: 'phone', n: 8 },
        { index: 3, producer: 'phone', n: 9 },
      ],
      marks: [{ producer: 'phone', n: 9 }],
    });
  });

  it('contains at most what fits into a record; an event that does not fit has a record of its own', () => {
    const large = (bytes: number): Chunk => ({
      ...chunkOf('a', 1, 3, 5),
      bytes: Buffer.alloc(bytes * 3, '{"op":5,"seq":1}'),
      ends: Uint32Array.of(bytes, bytes * 2, bytes * 3),
    });
    const waiting = [draftOf(large(200 * 1024))];
    const counts: number[] = [];
    while (waiting.length > 0) counts.push(nextBatch(waiting, 1).contents(1)?.ends.length ?? 0);
    expect(counts).toEqual([2, 1]);
    const over = [draftOf(large(600 * 1024))];
    expect(nextBatch(over, 1).contents(1)?.ends).toHaveLength(1);
  });

  it('limits the marks of one record; each part has the marks of its events', () => {
    const chunk = chunkOf('a', 1, 1_000, 5);
    const numbers = Array.from({ length: 1_000 }, (_, index) => ({
      index,
      producer: `["user ${index}","${'é'.repeat(20)}"]`,
      n: 7,
    }));
    const waiting = [draftOf({ ...chunk, numbers, marks: [] })];
    const producers: string[] = [];
    while (waiting.length > 0) {
      const contents = nextBatch(waiting, 1).contents(1);
      const header = {
        epoch: 1,
        first: 1,
        count: 1,
        prev: 0,
        node: 'n',
        batch: 1,
        committedAtMs: 1,
      };
      const marks = contents?.marks ?? [];
      expect(Buffer.byteLength(encodeHeader({ ...header, marks }))).toBeLessThan(60_000);
      producers.push(...marks.map(({ producer }) => producer));
    }
    expect(producers).toEqual(numbers.map(({ producer }) => producer));
  });
});

describe('a record', () => {
  it('is decoded as it was encoded', () => {
    const { bytes, ends } = chunkOf('a', 7, 3, 5);
    const marks = [
      { producer: '["ü\r\n","x"]', n: 4 },
      { producer: 'w', n: 1, atMs: 3 },
    ];
    const origins = [{ node: 'm', batch: 4, from: 1, count: 2 }];
    const own = { epoch: 9, first: 7, count: 3, prev: 4, node: 'n', batch: 2, committedAtMs: 5 };
    const header = { ...own, origins };
    const text = encodeHeader({ ...header, marks });
    expect(text).toMatch(/^[ -~]+$/);
    const message = {
      seq: 12,
      subject: 's',
      data: encodePayload({ bytes, ends }),
      header: (name: string) => (name === RECORD_HEADER ? text : ''),
    };
    expect(decodeHeader(message)).toEqual({ ...header, marks, streamSeq: 12 });
    const { chunk } = decodeRecord(message);
    expect(chunk).toMatchObject({ epoch: 9, first: 7, marks });
    expect(chunk.bytes.equals(bytes)).toBe(true);
    expect([...chunk.ends]).toEqual([...ends]);
  });

  it.each(['', 'x', '[2,1,1,1,0,"n",1,1,[]]', '[1,1,1,9,0,"n",1,1,[]]'])(
    'that is invalid is refused: %j',
    (text) => {
      const message = { seq: 1, subject: 's', data: Buffer.from('abc'), header: () => text };
      expect(() => decodeRecord(message)).toThrow(/is not a record of this log/);
    },
  );
});
