import { describe, expect, it } from 'vitest';
import { type ConsumerPace, ReplayPace } from './replay-pace.js';

/** A pace whose clock is advanced by slices and pauses, and developers whose events the test adds. */
class Bench {
  nowMs = 1_000;
  turns = 0;
  readonly rests: number[] = [];
  /** Overshoot of a pause, in ms. */
  overMs = 0;
  readonly stats = { submits: 0 };
  readonly ran: string[] = [];
  readonly pace = new ReplayPace({
    now: () => this.nowMs,
    turn: async () => {
      this.turns++;
    },
    sleep: async (ms) => {
      this.rests.push(ms);
      this.nowMs += ms + this.overMs;
    },
  });

  /** The pace of a developer with this many events, and a function that adds an event. */
  developer(committedSeq = 0) {
    const stream = { committedSeq };
    const submit = (): void => {
      stream.committedSeq++;
      this.stats.submits++;
    };
    return { pace: this.pace.of(stream, this.stats), submit };
  }

  /** A slice that needs `ms` ms. */
  slice(ms: number, name = ''): () => void {
    return () => {
      this.nowMs += ms;
      this.ran.push(name);
    };
  }

  async replay(pace: ConsumerPace, ...sliceMs: number[]): Promise<void> {
    for (const ms of sliceMs) await pace.replay(this.slice(ms));
  }
}

describe('ReplayPace', () => {
  it('has a turn for each slice, and no pause while no other developer is active', async () => {
    const bench = new Bench();
    const { pace, submit } = bench.developer(500);
    submit();
    await bench.replay(pace, 1, 1, 1);
    expect(bench).toMatchObject({ turns: 3, rests: [] });
  });

  it('pauses five times as long as each slice took while other developers are active', async () => {
    const bench = new Bench();
    const { pace } = bench.developer();
    const neighbour = bench.developer(500);
    neighbour.submit();
    await bench.replay(pace, 3, 5, 1, 1);
    expect(bench.rests).toEqual([13, 25, 5]);
  });

  it('uses a sixth of the time, however coarse the timer is', async () => {
    const bench = new Bench();
    bench.overMs = 0.9;
    const { pace } = bench.developer();
    const neighbour = bench.developer();
    const startMs = bench.nowMs;
    for (let i = 0; i < 1_000; i++) {
      neighbour.submit();
      await bench.replay(pace, 0.1);
    }
    expect((bench.nowMs - startMs) / 100).toBeCloseTo(6, 1);
  });

  it('credits at most 2 ms, so that a pause is not followed by a burst', async () => {
    const bench = new Bench();
    const { pace } = bench.developer();
    const neighbour = bench.developer();
    neighbour.submit();
    await bench.replay(pace, 1);
    bench.nowMs += 600;
    await bench.replay(pace, 1, 1, 1);
    expect(bench.rests).toEqual([3, 5]);
  });

  it('continues without pauses when other developers were inactive for a second', async () => {
    const bench = new Bench();
    const { pace } = bench.developer();
    const neighbour = bench.developer();
    neighbour.submit();
    await bench.replay(pace, 10, 10);
    const rests = bench.rests.length;
    bench.nowMs += 1_000;
    await bench.replay(pace, 10, 10);
    expect(bench.rests).toHaveLength(rests);
    neighbour.submit();
    await bench.replay(pace, 10, 10);
    expect(bench.rests.length).toBeGreaterThan(rests);
  });

  it('runs the slices of all replays one by one, so that many replays use no more time than one', async () => {
    const bench = new Bench();
    const developers = ['a', 'b', 'c'].map((name) => ({ name, ...bench.developer() }));
    for (const { submit } of developers) submit();
    const startMs = bench.nowMs;
    await Promise.all(
      developers.map(async ({ name, pace }) => {
        for (let i = 0; i < 40; i++) await pace.replay(bench.slice(1, name));
      }),
    );
    expect(bench.ran.join('')).toBe('abc'.repeat(40));
    // The last pause is omitted, and 2 ms are credited.
    expect(bench.nowMs - startMs).toBe(120 * 6 - 5 - 2);
  });

  it('continues after a slice that failed', async () => {
    const bench = new Bench();
    const { pace } = bench.developer();
    bench.developer().submit();
    const fail = (): void => {
      throw new Error('x');
    };
    await expect(pace.replay(fail)).rejects.toThrow('x');
    await bench.replay(pace, 1);
    expect(bench.ran).toHaveLength(1);
  });

  it('sends whole pages per turn if no other developer is active, otherwise slices', async () => {
    const bench = new Bench();
    const { pace } = bench.developer();
    expect(pace.sliceBytesMax).toBe(Infinity);
    bench.developer().submit();
    expect(pace.sliceBytesMax).toBe(65_536);
    bench.nowMs += 1_000;
    expect(pace.sliceBytesMax).toBe(Infinity);
  });

  it('never pauses the catch-up of a lagging consumer', async () => {
    const bench = new Bench();
    const { pace } = bench.developer();
    bench.developer().submit();
    for (let i = 0; i < 3; i++) await pace.catchUp(bench.slice(10));
    expect(bench).toMatchObject({ turns: 3, rests: [] });
  });
});
