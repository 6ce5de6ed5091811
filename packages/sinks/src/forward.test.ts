/** Tests of `forward` with a server that has its log in memory, and with sinks whose behaviour a test sets. */
import { type Cursor, type CursorStore, memoryCursorStore } from '@wearwire/client-consumer';
import { LogServer, settle, VirtualClock } from '@wearwire/client-core/testing';
import { expect, test } from 'vitest';
import { SinkRefusedError, SinkSetupError, SinkUnavailableError } from './errors.js';
import { type ForwardOptions, forward } from './forward.js';
import type { Sink, SinkEvent } from './sink.js';

/** Records the batches that it receives; `behaviour` may reject or delay a write. */
class FakeSink implements Sink {
  readonly name = 'fake:';
  readonly batches: number[][] = [];
  behaviour: (events: readonly SinkEvent[]) => Promise<void> | void = () => {};
  isClosed = false;

  async open(): Promise<void> {}

  async write(events: readonly SinkEvent[], signal: AbortSignal): Promise<void> {
    const aborted = new Promise<never>((_, reject) => {
      signal.addEventListener('abort', () => reject(new Error('aborted')));
    });
    await Promise.race([this.behaviour(events), aborted]);
    this.batches.push(events.map(({ seq }) => seq));
  }

  async close(): Promise<void> {
    this.isClosed = true;
  }

  get seqs(): number[] {
    return this.batches.flat();
  }
}

function setUp(sinks: readonly Sink[], options: Partial<ForwardOptions> = {}) {
  const server = new LogServer({ extensions: ['position', 'replay-end', 'resume'] });
  const clock = new VirtualClock();
  const stop = new AbortController();
  const saved: Cursor[] = [];
  const cursor: CursorStore = { load: () => undefined, save: (newer) => void saved.push(newer) };
  const start = () =>
    forward({
      url: 'ws://server.invalid/connect',
      getToken: async () => 'token',
      socketFactory: server.socketFactory,
      clock,
      random: () => 0.5,
      signal: stop.signal,
      developer: 'me',
      cursor,
      sinks,
      ...options,
    });
  return { server, clock, stop, saved, start };
}

/** Returns a promise and the function that resolves it. */
function gate() {
  let open = (): void => {};
  const opened = new Promise<void>((resolve) => {
    open = resolve;
  });
  return { opened, open };
}

test('starts with the oldest event, and the cursor follows what the sink has confirmed', async () => {
  const sink = new FakeSink();
  const { server, clock, stop, saved, start } = setUp([sink]);
  server.append(5);
  const done = start();
  await clock.advance(300);
  expect(sink.seqs).toEqual([1, 2, 3, 4, 5]);
  expect(saved.at(-1)).toEqual({ seq: 5, epoch: 1 });
  stop.abort();
  expect(await done).toMatchObject([{ written: 5, dead: 0, retries: 0, confirmedSeq: 5 }]);
  expect(sink.isClosed).toBe(true);
});

test('the cursor does not advance while a write is in progress, even at a stop', async () => {
  const sink = new FakeSink();
  sink.behaviour = () => new Promise(() => {});
  const { server, clock, stop, saved, start } = setUp([sink], { stopTimeoutMs: 1_000 });
  server.append(5);
  const done = start();
  await clock.advance(10_000);
  stop.abort();
  await clock.advance(1_000);
  await done;
  expect(saved).toEqual([]);
});

test('a stop waits for the write in progress, and the cursor includes its events', async () => {
  const sink = new FakeSink();
  const { opened, open } = gate();
  sink.behaviour = () => opened;
  const { server, clock, stop, saved, start } = setUp([sink]);
  server.append(2);
  const done = start();
  await clock.advance(10);
  stop.abort();
  await settle();
  open();
  await done;
  expect(saved).toEqual([{ seq: sink.seqs.at(-1), epoch: 1 }]);
});

test('resumes after the saved position; `from` takes precedence over it', async () => {
  const resumed = new FakeSink();
  const first = setUp([resumed], { cursor: memoryCursorStore({ seq: 3, epoch: 1 }) });
  first.server.append(5);
  const done = first.start();
  await first.clock.advance(10);
  first.stop.abort();
  await done;
  expect(resumed.seqs).toEqual([4, 5]);
  const from = new FakeSink();
  const second = setUp([from], { cursor: memoryCursorStore({ seq: 3, epoch: 1 }), from: 2 });
  second.server.append(5);
  const secondDone = second.start();
  await second.clock.advance(10);
  second.stop.abort();
  await secondDone;
  expect(from.seqs).toEqual([2, 3, 4, 5]);
});

test('a write to an unavailable sink is retried with the same events after increasing waits', async () => {
  const sink = new FakeSink();
  const waits: number[] = [];
  let failures = 8;
  sink.behaviour = () => {
    if (failures-- > 0) throw new SinkUnavailableError('unavailable');
  };
  const onRetry: ForwardOptions['onRetry'] = (_sink, _error, waitMs) => waits.push(waitMs);
  const { server, clock, stop, start } = setUp([sink], { onRetry });
  server.append(3);
  const done = start();
  await clock.advance(120_000);
  expect(waits).toHaveLength(8);
  expect(waits).toEqual([...waits].sort((a, b) => a - b));
  expect(sink.seqs).toEqual([1, 2, 3]);
  stop.abort();
  await done;
});

test('a retry waits as long as the target requested', async () => {
  const sink = new FakeSink();
  let isFirst = true;
  sink.behaviour = () => {
    if (isFirst) {
      isFirst = false;
      throw new SinkUnavailableError('busy', { retryAfterMs: 60_000 });
    }
  };
  const { server, clock, stop, start } = setUp([sink]);
  server.append(1);
  const done = start();
  await clock.advance(59_000);
  expect(sink.seqs).toEqual([]);
  await clock.advance(2_000);
  expect(sink.seqs).toEqual([1]);
  stop.abort();
  await done;
});

test('only refused events go to the dead letters, and the cursor advances past them', async () => {
  const sink = new FakeSink();
  const dead: number[] = [];
  sink.behaviour = (events) => {
    if (events.some(({ seq }) => seq % 7 === 0)) throw new SinkRefusedError('no sevens');
  };
  const { server, clock, stop, saved, start } = setUp([sink], {
    deadLetters: { write: async ({ seq }) => void dead.push(seq) },
  });
  server.append(20);
  const done = start();
  await clock.advance(1_000);
  expect(dead).toEqual([7, 14]);
  expect(sink.seqs).toEqual([1, 2, 3, 4, 5, 6, 8, 9, 10, 11, 12, 13, 15, 16, 17, 18, 19, 20]);
  expect(saved.at(-1)?.seq).toBe(20);
  stop.abort();
  expect(await done).toMatchObject([{ written: 18, dead: 2 }]);
});

test('without dead letters, a refused event ends forward with the cursor before that event', async () => {
  const sink = new FakeSink();
  sink.behaviour = (events) => {
    if (events.some(({ seq }) => seq === 3)) throw new SinkRefusedError('not this one');
  };
  const { server, clock, saved, start } = setUp([sink], { batchEventsMax: 2 });
  server.append(4);
  const done = start();
  const failed = expect(done).rejects.toThrow(/refuses event me:1:3.*dead letters/);
  await clock.advance(1_000);
  await failed;
  expect(saved.at(-1)?.seq ?? 0).toBeLessThan(3);
  expect(sink.isClosed).toBe(true);
});

test('a set-up error of one sink ends forward with that error and closes every sink', async () => {
  const [good, bad] = [new FakeSink(), new FakeSink()];
  bad.behaviour = () => {
    throw new SinkSetupError('wrong password');
  };
  const { server, clock, start } = setUp([good, bad]);
  server.append(3);
  const failed = expect(start()).rejects.toThrow('wrong password');
  await clock.advance(2_000);
  await failed;
  expect([good.isClosed, bad.isClosed]).toEqual([true, true]);
});

test('the cursor is that of the slowest sink', async () => {
  const [quick, slow] = [new FakeSink(), new FakeSink()];
  slow.behaviour = (events) => (events[0]?.seq === 1 ? undefined : new Promise(() => {}));
  const { server, clock, stop, saved, start } = setUp([quick, slow], {
    batchEventsMax: 2,
    stopTimeoutMs: 10,
  });
  server.append(6);
  const done = start();
  await clock.advance(1_000);
  expect(quick.seqs).toEqual([1, 2, 3, 4, 5, 6]);
  expect(saved.at(-1)?.seq).toBe(slow.seqs.at(-1));
  stop.abort();
  await clock.advance(10);
  await done;
});

test('a sink that does not confirm pauses the socket of the consumer', async () => {
  const sink = new FakeSink();
  sink.behaviour = () => new Promise(() => {});
  const { server, clock, stop, start } = setUp([sink], { bufferEventsMax: 100, stopTimeoutMs: 10 });
  server.append(10_000);
  const done = start();
  await clock.advance(100);
  await server.idle();
  expect(server.scripted.connection.isPaused).toBe(true);
  stop.abort();
  await clock.advance(10);
  await done;
});

test('a write without a response is retried after writeTimeoutMs', async () => {
  const sink = new FakeSink();
  let isFirst = true;
  sink.behaviour = () => {
    if (!isFirst) return;
    isFirst = false;
    return new Promise(() => {});
  };
  const { server, clock, stop, start } = setUp([sink], { writeTimeoutMs: 2_000 });
  server.append(1);
  const done = start();
  await clock.advance(1_999);
  expect(sink.seqs).toEqual([]);
  await clock.advance(1_000);
  expect(sink.seqs).toEqual([1]);
  stop.abort();
  expect(await done).toMatchObject([{ retries: 1 }]);
});

test('events excluded by the filter count as confirmed', async () => {
  const sink = new FakeSink();
  const { server, clock, stop, saved, start } = setUp([sink], { filter: () => false });
  server.append(4);
  const done = start();
  await clock.advance(1_000);
  expect(sink.seqs).toEqual([]);
  expect(saved.at(-1)?.seq).toBe(4);
  stop.abort();
  await done;
});

test('a failure to save the cursor is reported, and the save is retried', async () => {
  const sink = new FakeSink();
  const errors: unknown[] = [];
  const saved: number[] = [];
  let isBroken = true;
  const { server, clock, stop, start } = setUp([sink], {
    cursor: {
      load: () => undefined,
      save: ({ seq }) => {
        if (isBroken) throw new Error('disk full');
        saved.push(seq);
      },
    },
    onCursorError: (error) => errors.push(error),
  });
  server.append(4);
  const done = start();
  await clock.advance(300);
  expect(errors).toHaveLength(1);
  isBroken = false;
  await clock.advance(300);
  expect(saved).toEqual([4]);
  stop.abort();
  await done;
});

test('after the server lost its log, the cursor has the new epoch', async () => {
  const sink = new FakeSink();
  const { server, clock, stop, saved, start } = setUp([sink]);
  server.append(5);
  const done = start();
  await clock.advance(300);
  server.loseLog();
  server.append(2);
  server.cut();
  await clock.advance(5_000);
  expect(sink.seqs).toEqual([1, 2, 3, 4, 5, 1, 2]);
  expect(saved.at(-1)).toEqual({ seq: 2, epoch: 2 });
  stop.abort();
  await done;
});
