/**
 * The contract that every backend keeps, as a test suite: `describeEventLog('disk', open)`.
 * A new backend passes it before anything else is asked of it.
 */
import type { Role } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import type { Logger } from '../src/observability/logger.js';
import { type Chunk, chunkFrame, chunkLast } from '../src/storage/chunk.js';
import { SeqConflictError } from '../src/storage/errors.js';
import type { EventLog, TokenStore } from '../src/storage/ports.js';

/** A backend under test with a clock that the suite turns. */
export interface LogUnderTest extends AsyncDisposable {
  log: EventLog;
  readonly clock: { nowMs: number };
  readonly retentionMs: number;
  /** Closes the log and opens it again, as a restart would; absent where nothing outlives the process. */
  readonly reopen?: () => Promise<void>;
}

/** A chunk of `count` events from `first` on; the frames say who and which they are. */
export function chunkOf(developerId: string, first: number, count: number, nowMs: number): Chunk {
  const frames = Array.from({ length: count }, (_, i) =>
    Buffer.from(
      JSON.stringify({ op: 5, d: { val: '·'.repeat(i % 7) }, uid: developerId, seq: first + i }),
    ),
  );
  let end = 0;
  const ends = Uint32Array.from(frames, (frame) => {
    end += frame.length;
    return end;
  });
  return { epoch: 1, first, committedAtMs: nowMs, bytes: Buffer.concat(frames), ends, marks: [] };
}

/** The seqs that the chunks' frames carry, and whose they are. */
export function seqsOf(chunks: readonly Chunk[], developerId: string): number[] {
  return chunks.flatMap((chunk) =>
    Array.from(chunk.ends, (_, index) => {
      const frame = JSON.parse(chunkFrame(chunk, index).toString());
      expect(frame.uid).toBe(developerId);
      expect(frame.seq).toBe(chunk.first + index);
      return frame.seq as number;
    }),
  );
}

export function describeEventLog(name: string, open: () => Promise<LogUnderTest>): void {
  const everything = { first: 1, last: Number.MAX_SAFE_INTEGER };
  const bytesMax = 1024 * 1024;

  describe(`EventLog on ${name}`, () => {
    it('starts empty', async () => {
      await using test = await open();
      expect((await test.log.head('a')).lastSeq).toBe(0);
      expect(await test.log.read('a', everything, bytesMax)).toEqual([]);
    });

    it('gives back what was appended, in order, of the developer that was asked for', async () => {
      await using test = await open();
      const { log, clock } = test;
      let next = 1;
      for (const count of [1, 3, 1, 200, 2]) {
        await log.append('a', chunkOf('a', next, count, clock.nowMs));
        await log.append('b', chunkOf('b', next, count, clock.nowMs));
        next += count;
      }
      const seqs = seqsOf(await log.read('a', everything, bytesMax), 'a');
      expect(seqs).toEqual(Array.from({ length: next - 1 }, (_, i) => i + 1));
      expect((await log.head('b')).lastSeq).toBe(next - 1);
    });

    it('resolves appends in the order of their calls, many under way at once', async () => {
      await using test = await open();
      const done: number[] = [];
      const appends = Array.from({ length: 50 }, (_, i) =>
        test.log
          .append('a', chunkOf('a', i * 2 + 1, 2, test.clock.nowMs))
          .then(() => void done.push(i)),
      );
      await Promise.all(appends);
      expect(done).toEqual(Array.from({ length: 50 }, (_, i) => i));
      expect((await test.log.head('a')).lastSeq).toBe(100);
    });

    it('refuses a chunk that does not go on where the stream ends, and takes the right one then', async () => {
      await using test = await open();
      const { log, clock } = test;
      const first = log.append('a', chunkOf('a', 1, 2, clock.nowMs));
      await expect(log.append('a', chunkOf('a', 2, 1, clock.nowMs))).rejects.toThrow(
        SeqConflictError,
      );
      await expect(log.append('a', chunkOf('a', 4, 1, clock.nowMs))).rejects.toThrow(
        SeqConflictError,
      );
      await first;
      await log.append('a', chunkOf('a', 3, 1, clock.nowMs));
      expect(seqsOf(await log.read('a', everything, bytesMax), 'a')).toEqual([1, 2, 3]);
    });

    it('reads chunks that cover a range, wherever it starts and ends', async () => {
      await using test = await open();
      for (let first = 1; first <= 41; first += 10) {
        await test.log.append('a', chunkOf('a', first, 10, test.clock.nowMs));
      }
      for (const [first, last] of [
        [1, 1],
        [10, 11],
        [15, 35],
        [50, 50],
        [50, 90],
        [7, 3],
      ] as const) {
        const chunks = await test.log.read('a', { first, last }, bytesMax);
        const seqs = seqsOf(chunks, 'a').filter((seq) => seq >= first && seq <= last);
        const wanted = Array.from({ length: 50 }, (_, i) => i + 1);
        expect(seqs).toEqual(wanted.filter((seq) => seq >= first && seq <= last));
      }
      expect(await test.log.read('a', { first: 51, last: 60 }, bytesMax)).toEqual([]);
      expect(await test.log.read('nobody', everything, bytesMax)).toEqual([]);
    });

    it('reads page by page, one chunk at least', async () => {
      await using test = await open();
      for (let first = 1; first <= 91; first += 10) {
        await test.log.append('a', chunkOf('a', first, 10, test.clock.nowMs));
      }
      for (const pageBytes of [1, 700, 3_000]) {
        const seqs: number[] = [];
        let first = 1;
        while (first <= 100) {
          const page = await test.log.read('a', { first, last: 100 }, pageBytes);
          expect(page.length).toBeGreaterThan(0);
          seqs.push(...seqsOf(page, 'a'));
          first = chunkLast(page.at(-1) as Chunk) + 1;
        }
        expect(seqs).toEqual(Array.from({ length: 100 }, (_, i) => i + 1));
      }
    });

    it('[P-REP-8] leaves out what is older than the retention, before and after a purge', async () => {
      await using test = await open();
      const { log, clock, retentionMs } = test;
      await log.append('a', chunkOf('a', 1, 5, clock.nowMs));
      clock.nowMs += retentionMs / 2;
      await log.append('a', chunkOf('a', 6, 5, clock.nowMs));
      clock.nowMs += retentionMs / 2 + 1;
      const kept = [6, 7, 8, 9, 10];
      expect(seqsOf(await log.read('a', everything, bytesMax), 'a')).toEqual(kept);
      await log.purge();
      expect(seqsOf(await log.read('a', everything, bytesMax), 'a')).toEqual(kept);
    });

    it('[P-EXT-5] knows the oldest event that can be read', async () => {
      await using test = await open();
      const { log, clock, retentionMs } = test;
      const firstSeq = async () => (await log.head('a')).firstSeq;
      expect(await firstSeq()).toBe(1);
      await log.append('a', chunkOf('a', 1, 5, clock.nowMs));
      await log.append('b', chunkOf('b', 1, 5, clock.nowMs));
      expect(await firstSeq()).toBe(1);
      clock.nowMs += retentionMs / 2;
      await log.append('a', chunkOf('a', 6, 5, clock.nowMs));
      clock.nowMs += retentionMs / 2 + 1;
      expect(await firstSeq()).toBe(6);
      clock.nowMs += retentionMs;
      await log.purge();
      expect(await firstSeq()).toBe(11);
    });

    it('[P-EXT-8] knows how far each producer is, over a restart, as long as its events are kept', async () => {
      await using test = await open();
      const { clock, retentionMs } = test;
      const chunk = (first: number, marks: Chunk['marks']) => ({
        ...chunkOf('a', first, 1, clock.nowMs),
        marks,
      });
      await test.log.append('a', chunk(1, [{ producer: 'phone "1"', n: 4 }]));
      await test.log.append('a', chunk(2, [{ producer: 'watch', n: 1 }]));
      await test.log.append('a', chunk(3, [{ producer: 'phone "1"', n: 9 }]));
      await test.reopen?.();
      const { marks } = await test.log.head('a');
      const known = () => ['phone "1"', 'watch', 'other'].map((producer) => marks.get(producer));
      expect(known()).toEqual([9, 1, undefined]);
      clock.nowMs += retentionMs + 1;
      await test.log.append('a', chunk(4, [{ producer: 'watch', n: 2 }]));
      await test.log.purge();
      expect(known()).toEqual([undefined, 2, undefined]);
    });

    it('[P-DIS-2] goes on counting when retention has taken everything', async () => {
      await using test = await open();
      const { clock, retentionMs } = test;
      await test.log.append('a', chunkOf('a', 1, 5, clock.nowMs));
      for (let i = 0; i < 4; i++) {
        clock.nowMs += retentionMs;
        await test.log.purge();
      }
      await test.reopen?.();
      expect(await test.log.read('a', everything, bytesMax)).toEqual([]);
      expect((await test.log.head('a')).lastSeq).toBe(5);
      await test.log.append('a', chunkOf('a', 6, 1, clock.nowMs));
      expect(seqsOf(await test.log.read('a', everything, bytesMax), 'a')).toEqual([6]);
    });

    it('[P-DIS-2] keeps events, numbers and epoch over a restart, where it is kept at all', async () => {
      await using test = await open();
      const before = await test.log.head('a');
      await test.log.append('a', chunkOf('a', 1, 5, test.clock.nowMs));
      if (test.reopen === undefined) return;
      await test.reopen();
      expect(await test.log.head('a')).toMatchObject({ epoch: before.epoch, lastSeq: 5 });
      await test.log.append('a', chunkOf('a', 6, 2, test.clock.nowMs));
      await test.reopen();
      const seqs = seqsOf(await test.log.read('a', everything, bytesMax), 'a');
      expect(seqs).toEqual([1, 2, 3, 4, 5, 6, 7]);
    });
  });
}

/** A log that may take up so many bytes only. */
export function describeBoundedLog(
  name: string,
  open: (bytesMax: number, logger: Logger) => Promise<LogUnderTest>,
): void {
  const bytesMax = 40_000;

  describe(`EventLog on ${name}, bounded in size`, () => {
    async function openNoting() {
      const warnings: string[] = [];
      const warn = (_: unknown, message: string) => void warnings.push(message);
      const logger = { debug() {}, info() {}, error() {}, warn } as unknown as Logger;
      return { warnings, test: await open(bytesMax, logger) };
    }

    it('stays within its bound, lets the oldest go, and keeps the rest whole and its numbers', async () => {
      const { test } = await openNoting();
      await using _ = test;
      const next = { a: 1, b: 1 };
      for (let i = 0; i < 200; i++) {
        const id = i % 3 === 0 ? 'b' : 'a';
        await test.log.append(id, chunkOf(id, next[id], 20, test.clock.nowMs));
        next[id] += 20;
        expect(test.log.bytes).toBeLessThanOrEqual(bytesMax);
        // Retention may work beside the appends.
        await test.log.purge();
      }
      for (const id of ['a', 'b'] as const) {
        const last = next[id] - 1;
        const range = { first: 1, last };
        const seqs = seqsOf(await test.log.read(id, range, 1e9), id);
        expect(seqs.length).toBeGreaterThan(0);
        expect(seqs).toEqual(Array.from(seqs, (_, i) => last - seqs.length + 1 + i));
        expect(await test.log.head(id)).toMatchObject({ firstSeq: seqs[0], lastSeq: last });
      }
      expect(test.log.bytes).toBeGreaterThan(bytesMax / 2);
      expect(test.log.purgedEarlyBytes).toBeGreaterThan(0);
    });

    it('warns once before the bound bites and once when it does, and again only after there was room', async () => {
      const { warnings, test } = await openNoting();
      await using _ = test;
      let first = 1;
      const append = async () => {
        await test.log.append('a', chunkOf('a', first, 10, test.clock.nowMs));
        first += 10;
        await test.log.purge();
      };
      const fillTo = async (part: number) => {
        while (test.log.bytes < bytesMax * part) await append();
      };
      await fillTo(0.77);
      expect(warnings).toEqual([]);
      await fillTo(0.8);
      expect(warnings).toEqual([expect.stringMatching(/80 % of --disk-max/)]);
      for (let i = 0; i < 300; i++) await append();
      expect(warnings).toHaveLength(2);
      expect(warnings[1]).toContain('is at --disk-max');
      const early = test.log.purgedEarlyBytes;
      test.clock.nowMs += 3 * test.retentionMs;
      for (let i = 0; i < 3; i++) await test.log.purge();
      expect(test.log.purgedEarlyBytes).toBe(early);
      for (let i = 0; i < 300; i++) await append();
      expect(warnings).toHaveLength(4);
    });
  });
}

/** Tokens under test with a clock that the suite turns. */
export interface TokensUnderTest extends AsyncDisposable {
  readonly tokens: TokenStore;
  readonly clock: { nowMs: number };
}

export function describeTokenStore(name: string, open: () => Promise<TokensUnderTest>): void {
  const role: Role = 0;
  const grantUntil = (expiresAtMs: number) => ({
    developerId: 'a',
    role,
    userId: 'u',
    expiresAtMs,
  });

  describe(`TokenStore on ${name}`, () => {
    it('gives back what a token stands for until it is consumed', async () => {
      await using test = await open();
      const grant = grantUntil(test.clock.nowMs + 1_000);
      await test.tokens.issue('hash', grant);
      expect(await test.tokens.look('hash')).toEqual(grant);
      expect(await test.tokens.look('hash')).toEqual(grant);
      expect(await test.tokens.consume('hash')).toBe(true);
      expect(await test.tokens.look('hash')).toBeUndefined();
      expect(await test.tokens.consume('hash')).toBe(false);
    });

    it('[P-TOK-5] lets one of many have a token that all consume at once', async () => {
      await using test = await open();
      await test.tokens.issue('hash', grantUntil(test.clock.nowMs + 1_000));
      const outcomes = await Promise.all(
        Array.from({ length: 20 }, () => test.tokens.consume('hash')),
      );
      expect(outcomes.filter((isMine) => isMine)).toHaveLength(1);
    });

    it('[P-TOK-6] forgets a token that has expired', async () => {
      await using test = await open();
      await test.tokens.issue('old', grantUntil(test.clock.nowMs + 1_000));
      await test.tokens.issue('new', grantUntil(test.clock.nowMs + 2_000));
      test.clock.nowMs += 1_000;
      expect(await test.tokens.look('old')).toBeUndefined();
      await test.tokens.purge();
      expect(await test.tokens.consume('old')).toBe(false);
      expect(await test.tokens.consume('new')).toBe(true);
    });
  });
}
