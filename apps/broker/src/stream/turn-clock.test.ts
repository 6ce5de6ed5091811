import { describe, expect, it } from 'vitest';
import { TurnClock } from './turn-clock.js';

const MIB = 1024 * 1024;

/** Counts its flushes. */
class Stream {
  flushes = 0;

  flush(): void {
    this.flushes++;
  }
}

async function endOfTurn(): Promise<void> {
  await new Promise((resolve) => setImmediate(resolve));
}

describe('TurnClock', () => {
  it('flushes each waiting stream once, at the end of the turn', async () => {
    const clock = new TurnClock(() => 0);
    const streams = [new Stream(), new Stream()];
    for (const stream of streams) clock.flushAtEnd(stream);
    clock.countBytes(MIB - 1);
    expect(streams.map(({ flushes }) => flushes)).toEqual([0, 0]);
    await endOfTurn();
    await endOfTurn();
    expect(streams.map(({ flushes }) => flushes)).toEqual([1, 1]);
  });

  it('flushes before the end of a turn with many bytes, and flushes later events again', async () => {
    const clock = new TurnClock(() => 0);
    const stream = new Stream();
    clock.flushAtEnd(stream);
    clock.countBytes(MIB - 1);
    clock.countBytes(1);
    expect(stream.flushes).toBe(1);
    clock.flushAtEnd(stream);
    clock.countBytes(1);
    expect(stream.flushes).toBe(1);
    await endOfTurn();
    expect(stream.flushes).toBe(2);
  });

  it('starts counting bytes at 0 in each turn', async () => {
    const clock = new TurnClock(() => 0);
    const stream = new Stream();
    for (let i = 1; i <= 3; i++) {
      clock.flushAtEnd(stream);
      clock.countBytes(MIB - 1);
      await endOfTurn();
      expect(stream.flushes).toBe(i);
    }
  });

  it('reads the clock once a turn', async () => {
    let nowMs = 0;
    const clock = new TurnClock(() => ++nowMs);
    expect([clock.nowMs, clock.nowMs]).toEqual([1, 1]);
    await endOfTurn();
    expect(clock.nowMs).toBe(2);
  });
});
