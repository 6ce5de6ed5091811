import { describe, expect, it } from 'vitest';
import { createLogger } from '../observability/logger.js';
import { Stats } from '../observability/stats.js';
import { MemoryEventLog } from '../storage/memory/memory-event-log.js';
import { Backlog } from './backlog.js';
import type { DeveloperStream, StreamContext } from './developer-stream.js';
import type { ProducerPort } from './stream-producers.js';
import { Streams } from './streams.js';
import { TurnBuffers } from './turn-buffer.js';

const PRODUCER: ProducerPort = { committed() {}, refused() {} };

function streamsOf(idleMax: number) {
  const log = new MemoryEventLog({ retentionMs: 1_000, now: () => 0 }, createLogger('silent'));
  const context = {
    log,
    turnClock: { flushAtEnd() {} },
    turnBuffers: new TurnBuffers(),
    stats: new Stats(),
    backlog: new Backlog(1_000),
    monotonicMs: () => 0,
    now: () => 0,
  } as unknown as StreamContext;
  return new Streams(context, idleMax);
}

const itself = async (stream: DeveloperStream) => stream;

describe('Streams', () => {
  it('keeps the last idle streams open and evicts the others', async () => {
    const streams = streamsOf(2);
    const first = await streams.use('a', itself);
    for (const id of ['b', 'c', 'd', 'e']) await streams.use(id, itself);
    expect(streams.size).toBe(2);
    expect(await streams.use('a', itself)).not.toBe(first);
  });

  it('evicts no stream in use, and each stream as soon as it is unused', async () => {
    const streams = streamsOf(0);
    let end = () => {};
    const held = streams.use('a', async () => new Promise<void>((resolve) => (end = resolve)));
    const joined = await streams.use('b', async (stream) => {
      stream.addProducer(PRODUCER);
      return stream;
    });
    await streams.use('c', itself);
    expect(streams.size).toBe(2);
    expect(await streams.use('b', itself)).toBe(joined);
    end();
    await held;
    expect(streams.size).toBe(1);
    joined.removeProducer(PRODUCER);
    expect(streams.size).toBe(0);
  });

  it('returns the same stream to concurrent callers', async () => {
    const streams = streamsOf(0);
    const [a, b] = await Promise.all([streams.use('a', itself), streams.use('a', itself)]);
    expect(a).toBe(b);
    expect(streams.size).toBe(0);
  });
});
