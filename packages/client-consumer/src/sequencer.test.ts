import { describe, expect, test } from 'vitest';
import type { Gap, Reset } from './events.js';
import { Sequencer } from './sequencer.js';

type Told = number | Gap | Reset | { readonly ask: readonly [number, number?] };

function setUp(after: number | 'live', heldMax = 100) {
  const told: Told[] = [];
  const sequencer = new Sequencer<{ seq: number }>(after, heldMax, {
    deliver: ({ seq }) => told.push(seq),
    gap: (gap) => told.push(gap),
    reset: (reset) => told.push(reset),
    replay: (...[first, before]) =>
      told.push({ ask: before === undefined ? [first] : [first, before] }),
  });
  const arrive = (...seqs: number[]) => {
    for (const seq of seqs) sequencer.arrived({ seq });
  };
  /** What was told since the last call. */
  const since = () => told.splice(0);
  return { sequencer, arrive, since };
}

describe('the sequencer', () => {
  test('begins live with whatever comes first, and asks for nothing', () => {
    const { sequencer, arrive, since } = setUp('live');
    sequencer.connected();
    arrive(41, 42);
    expect(since()).toEqual([41, 42]);
  });

  test('begins behind a seq by asking for all after it', () => {
    const { sequencer, arrive, since } = setUp(0);
    sequencer.connected();
    arrive(1, 2);
    expect(since()).toEqual([{ ask: [0] }, 1, 2]);
  });

  test('asks behind the last one after a reconnect', () => {
    const { sequencer, arrive, since } = setUp('live');
    sequencer.connected();
    arrive(41);
    sequencer.disconnected();
    sequencer.connected();
    expect(since()).toEqual([41, { ask: [41] }]);
  });

  test('holds live events until the replay meets them', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    since();
    arrive(15, 11, 16, 12, 13);
    expect(since()).toEqual([11, 12, 13]);
    expect(sequencer.isHolding).toBe(true);
    arrive(14);
    expect(since()).toEqual([14, 15, 16]);
    expect(sequencer.isHolding).toBe(false);
  });

  test('drops what a replay brings a second time', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    since();
    arrive(12, 11, 12, 13, 13, 12, 14);
    expect(since()).toEqual([11, 12, 13, 14]);
  });

  test('knows at once what is purged when a replay jumps below a held event', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    since();
    arrive(50, 40);
    expect(since()).toEqual([{ from: 11, to: 39, reason: 'purged' }, 40]);
    arrive(41);
    expect(since()).toEqual([41]);
  });

  test('tells a gap after the quiet time when it cannot know better', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    since();
    arrive(50, 51);
    expect(since()).toEqual([]);
    sequencer.quiet();
    expect(since()).toEqual([{ from: 11, to: 49, reason: 'unanswered' }, 50, 51]);
  });

  test('asks for the hole by itself before it gives up one that moved', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    arrive(11, 20);
    since();
    sequencer.quiet();
    expect(since()).toEqual([{ ask: [11, 20] }]);
    sequencer.quiet();
    expect(since()).toEqual([{ from: 12, to: 19, reason: 'unanswered' }, 20]);
  });

  test('lets go of what it cannot hold and asks for it again', () => {
    const { sequencer, arrive, since } = setUp(10, 2);
    sequencer.connected();
    arrive(13, 14, 15, 16, 11);
    since();
    arrive(12);
    expect(since()).toEqual([12, 13, 14, { ask: [14] }]);
    arrive(15, 16);
    expect(since()).toEqual([15, 16]);
  });

  test('waits for a replay that may stand behind an older one, but not for ever', () => {
    const { sequencer, arrive, since } = setUp(10, 2);
    sequencer.connected();
    arrive(20, 21, 22);
    since();
    sequencer.quiet();
    expect(since()).toEqual([]);
    sequencer.quiet();
    expect(since()).toEqual([{ from: 11, to: 19, reason: 'unanswered' }, 20, 21, { ask: [21] }]);
    for (let seq = 30; seq < 49; seq++) {
      arrive(seq);
      sequencer.quiet();
      expect(since()).toEqual([]);
    }
    arrive(50);
    sequencer.quiet();
    expect(since()).toEqual([{ from: 22, to: 29, reason: 'unanswered' }, 30, 31, { ask: [31] }]);
  });

  test('tells when the numbers went back, and goes on with the new ones', () => {
    const { sequencer, arrive, since } = setUp(1_000);
    sequencer.connected();
    since();
    arrive(7, 8);
    expect(since()).toEqual([{ lastSeq: 1_000, seq: 7 }, 7, 8]);
  });
});
