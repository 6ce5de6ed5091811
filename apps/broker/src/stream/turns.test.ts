import { describe, expect, it } from 'vitest';
import { Turns } from './turns.js';

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

describe('Turns', () => {
  it('flushes what waits once, at the end of the turn', async () => {
    const turns = new Turns(() => 0);
    const streams = [new Stream(), new Stream()];
    for (const stream of streams) turns.flushAtEnd(stream);
    turns.took(MIB - 1);
    expect(streams.map(({ flushes }) => flushes)).toEqual([0, 0]);
    await endOfTurn();
    await endOfTurn();
    expect(streams.map(({ flushes }) => flushes)).toEqual([1, 1]);
  });

  it('flushes before the end of a turn that has taken much, and again what comes behind it', async () => {
    const turns = new Turns(() => 0);
    const stream = new Stream();
    turns.flushAtEnd(stream);
    turns.took(MIB - 1);
    turns.took(1);
    expect(stream.flushes).toBe(1);
    turns.flushAtEnd(stream);
    turns.took(1);
    expect(stream.flushes).toBe(1);
    await endOfTurn();
    expect(stream.flushes).toBe(2);
  });

  it('counts anew in each turn', async () => {
    const turns = new Turns(() => 0);
    const stream = new Stream();
    for (let i = 1; i <= 3; i++) {
      turns.flushAtEnd(stream);
      turns.took(MIB - 1);
      await endOfTurn();
      expect(stream.flushes).toBe(i);
    }
  });

  it('reads the clock once a turn', async () => {
    let nowMs = 0;
    const turns = new Turns(() => ++nowMs);
    expect([turns.nowMs, turns.nowMs]).toEqual([1, 1]);
    await endOfTurn();
    expect(turns.nowMs).toBe(2);
  });
});
