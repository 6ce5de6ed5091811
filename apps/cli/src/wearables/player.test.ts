import { describe, expect, it } from 'vitest';
import { Player } from './player.js';
import type { Cue } from './track.js';

function cue(atMs: number): Cue {
  return { atMs, emission: { type: 'X', reading: { val: atMs } } };
}

describe('the player', () => {
  it('plays each cue once when it is due, and ends with the last one', () => {
    const player = new Player();
    const played: number[] = [];
    player.add([cue(0), cue(10), cue(20)].values(), 5, ({ atMs }) => played.push(atMs));
    player.advance(4);
    expect(played).toEqual([]);
    player.advance(15);
    expect(played).toEqual([0, 10]);
    expect(player.isOver).toBe(false);
    player.advance(1_000);
    expect(played).toEqual([0, 10, 20]);
    expect(player.isOver).toBe(true);
  });

  it('plays at the given speed', async () => {
    let now = 0;
    const player = new Player({ speed: 100, now: () => (now += 10) });
    const played: number[] = [];
    player.add([cue(0), cue(900), cue(2_900)].values(), 0, ({ atMs }) => played.push(atMs));
    await player.run(new AbortController().signal);
    expect(played).toEqual([0, 900, 2_900]);
    expect(now).toBeLessThanOrEqual(50);
  });

  it('stops when the signal is aborted', async () => {
    const player = new Player();
    player.add([cue(1e9)].values(), 0, () => {});
    await player.run(AbortSignal.abort());
    expect(player.isOver).toBe(false);
  });
});
