import { LogServer, VirtualClock } from '@wearwire/client-core/testing';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import {
  type ConsumerOptions,
  type CursorStore,
  createConsumer,
  type StreamEvent,
} from './index.js';
import { newestFirst } from './newest-first.js';

const EXTENSIONS = ['position', 'replay-end', 'resume', 'reconnect'];

function setUp(extensions: readonly string[] = EXTENSIONS) {
  const clock = new VirtualClock();
  const server = new LogServer({ extensions });
  const reported: object[] = [];
  const start = (options: Partial<ConsumerOptions> = {}) => {
    const events: StreamEvent[] = [];
    const consumer = createConsumer({
      url: 'ws://server.test',
      getToken: async () => 'token',
      clock,
      random: () => 0.5,
      socketFactory: server.socketFactory,
      order: newestFirst,
      cursorSaveMs: 1,
      ...options,
    });
    consumer.on('gap', (gap) => reported.push(gap));
    consumer.on('reset', (reset) => reported.push(reset));
    consumer.on('*', (event) => events.push(event));
    return { consumer, events };
  };
  return { clock, server, reported, start };
}

const seqsOf = (events: readonly StreamEvent[], isBacklog: boolean) =>
  events.filter((event) => (event.isBacklog ?? false) === isBacklog).map(({ seq }) => seq);
const seqsFrom = (from: number, to: number) =>
  Array.from({ length: to - from + 1 }, (_, i) => from + i);

describe('newest first', () => {
  test('[P-CLI-10] delivers live events at once and the backlog in parallel, each sequence ascending', async () => {
    const { clock, server, start } = setUp();
    server.append(5_000);
    const { consumer, events } = start({ after: 0 });
    await clock.advance(0);
    server.append(3);
    await server.idle();
    const first = events.findIndex(({ isBacklog }) => !isBacklog);
    expect(first).toBeLessThan(5_000);
    expect(seqsOf(events, false)).toEqual([5_001, 5_002, 5_003]);
    expect(seqsOf(events, true)).toEqual(seqsFrom(1, 5_000));
    await consumer.stop();
  });

  test('[P-CLI-10] requests the backlog in slices of 256 events at first and at most 8,192 events', async () => {
    const { clock, server, start } = setUp();
    server.append(20_000);
    const { consumer } = start({ after: 0 });
    await clock.advance(0);
    await server.idle();
    const requested = server.scripted.connection
      .receivedOf(7)
      .map(({ d }) => d as { after: number; before: number });
    expect(requested[0]).toEqual({ after: 0, before: 257 });
    for (const { after, before } of requested)
      expect(before - after - 1).toBeLessThanOrEqual(8_192);
    expect(requested.at(-1)?.before).toBe(20_001);
    await consumer.stop();
  });

  test('[P-CLI-10] has the end of the delivered backlog as its position until the backlog is complete', async () => {
    const { clock, server, start } = setUp();
    server.append(300);
    const { consumer, events } = start({ after: 100 });
    await clock.advance(0);
    await server.idle();
    server.append(1);
    await server.idle();
    for (const event of events) {
      const seen = new Set(events.slice(0, events.indexOf(event) + 1).map(({ seq }) => seq));
      const missing = seqsFrom(101, event.resumeAfter as number).filter((seq) => !seen.has(seq));
      expect(missing).toEqual([]);
    }
    expect([consumer.position, consumer.receivedSeq]).toEqual([301, 301]);
    await consumer.stop();
  });

  test('[P-CLI-10] reports purged events and a new log', async () => {
    const { clock, server, reported, start } = setUp();
    server.append(50);
    server.purged = 20;
    const { consumer, events } = start({ after: 10 });
    await clock.advance(0);
    await server.idle();
    expect(reported).toEqual([{ from: 11, to: 20, reason: 'purged' }]);
    server.loseLog();
    server.append(4);
    server.cut();
    await clock.advance(1_000);
    await server.idle();
    expect(reported[1]).toEqual({ lastSeq: 50, seq: 1, epoch: 2 });
    expect(events.slice(-4).map(({ seq, epoch }) => [seq, epoch])).toEqual(
      seqsFrom(1, 4).map((seq) => [seq, 2]),
    );
    await consumer.stop();
  });

  test('[P-EXT-2] is in ascending order on a server of the base protocol', async () => {
    const { clock, server, start } = setUp([]);
    server.append(5);
    const { consumer, events } = start({ after: 0 });
    await clock.advance(0);
    server.append(2);
    await server.idle();
    expect(events.map(({ seq }) => seq)).toEqual(seqsFrom(1, 7));
    expect(server.violations).toEqual([]);
    await consumer.stop();
  });
});

const step = fc.oneof(
  { weight: 4, arbitrary: fc.record({ append: fc.integer({ min: 1, max: 400 }) }) },
  { weight: 3, arbitrary: fc.record({ advanceMs: fc.constantFrom(0, 1, 300, 2_000) }) },
  { weight: 1, arbitrary: fc.constant('cut' as const) },
  { weight: 1, arbitrary: fc.constant('restart' as const) },
  { weight: 1, arbitrary: fc.constant('kill' as const) },
);

test('[P-CLI-10] misses no event across broken connections and restarts, and repeats none without a restart', async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(step, { maxLength: 30 }), async (steps) => {
      const { clock, server, reported, start } = setUp();
      let saved = { seq: 0, epoch: 1 };
      let runningConsumer = 0;
      /** Returns the store of the next consumer. It saves nothing after that consumer was killed. */
      const cursor = (): CursorStore => {
        const consumer = ++runningConsumer;
        return {
          load: () => saved,
          save: (newer) => {
            if (consumer === runningConsumer) saved = newer as typeof saved;
          },
        };
      };
      const seen = new Set<number>();
      let run = start({ cursor: cursor() });
      const checkEvents = () => {
        const seqs = run.events.map(({ seq }) => seq);
        expect(new Set(seqs).size, 'events of one run').toBe(seqs.length);
        for (const isBacklog of [true, false]) {
          const sequence = seqsOf(run.events, isBacklog);
          expect(sequence).toEqual(sequence.toSorted((a, b) => a - b));
        }
        for (const seq of seqs) seen.add(seq);
        for (let seq = 1; seq <= saved.seq; seq++)
          expect(seen.has(seq), `${seq} before the cursor`).toBe(true);
      };
      for (const step of steps) {
        if (step === 'cut') server.cut();
        else if (step === 'kill' || step === 'restart') {
          if (step === 'kill') runningConsumer++;
          const stopped = run.consumer.stop();
          await clock.advance(2_000);
          await stopped;
          checkEvents();
          run = start({ cursor: cursor() });
        } else if ('append' in step) server.append(step.append);
        else await clock.advance(step.advanceMs);
      }
      for (let i = 0; i < 40; i++) {
        await clock.advance(1_000);
        await server.idle();
      }
      checkEvents();
      expect(seen.size).toBe(server.newest);
      expect(reported).toEqual([]);
      const stopped = run.consumer.stop();
      await clock.advance(2_000);
      await stopped;
    }),
    { numRuns: 60 },
  );
});
