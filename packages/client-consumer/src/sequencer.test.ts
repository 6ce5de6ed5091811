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
    replay: ({ after: first, before }) =>
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

  test('tells when the numbers went back, and brings what is there of the new ones', () => {
    const { sequencer, arrive, since } = setUp(1_000);
    sequencer.connected();
    since();
    arrive(7, 8);
    expect(since()).toEqual([{ ask: [0] }]);
    arrive(5, 6, 7, 8, 9);
    expect(since()).toEqual([{ lastSeq: 1_000, seq: 5 }, 5, 6, 7, 8, 9]);
  });

  test('goes on at once with new numbers that begin with the first event that comes', () => {
    const { sequencer, arrive, since } = setUp(1_000);
    sequencer.connected();
    since();
    arrive(1, 2);
    expect(since()).toEqual([{ lastSeq: 1_000, seq: 1 }, 1, 2]);
  });
});

const position = (epoch: number, first_seq: number, last_seq: number) => ({
  position: { epoch, first_seq, last_seq, retention_ms: 1_000 },
});

describe('with position, the sequencer', () => {
  test('[P-EXT-5] knows its place from READY on, though it began live', () => {
    const { sequencer, since } = setUp('live');
    sequencer.connected(position(1, 1, 41));
    expect([sequencer.last, sequencer.newest]).toEqual([41, 41]);
    sequencer.connected(position(1, 1, 44));
    expect(since()).toEqual([{ ask: [41] }]);
  });

  test('[P-EXT-5] asks for nothing where nothing was missed', () => {
    const { sequencer, arrive, since } = setUp(41);
    sequencer.connected(position(1, 1, 41));
    arrive(42);
    expect(since()).toEqual([42]);
  });

  test('[P-EXT-5] tells at READY what is purged, as one gap', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected(position(1, 40, 60));
    arrive(40);
    expect(since()).toEqual([{ from: 11, to: 39, reason: 'purged' }, { ask: [39] }, 40]);
  });

  test.each([
    ['went back', 1, 3, 5],
    ['are of another log, though they went on', 2, 1, 2_000],
  ])('[P-EXT-5] tells at READY that the numbers %s', (_, epoch, first, last) => {
    const { sequencer, arrive, since } = setUp('live');
    sequencer.begin(1_000, 1);
    sequencer.connected({ ...position(epoch, first, last), isResumed: true });
    arrive(first);
    expect(since()).toEqual([{ lastSeq: 1_000, seq: first, epoch }, { ask: [first - 1] }, first]);
    sequencer.connected(position(epoch, first, last));
    expect(since()).toEqual([{ ask: [first] }]);
  });
});

describe('with replay-end, the sequencer', () => {
  const end = (after: number, before: number) => ({
    after,
    before,
    sent: 0,
    first_available: 1,
    truncated: false,
  });

  test('[P-EXT-6] knows at the end of a replay what is gone, though nothing lies behind it', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected({ tellsReplayEnds: true });
    arrive(40, 14);
    since();
    sequencer.replayEnded(end(10, 31));
    expect(since()).toEqual([{ from: 15, to: 30, reason: 'purged' }]);
  });

  test('[P-EXT-6] does not take a slow replay for an unanswered one, but not for ever', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected({ tellsReplayEnds: true });
    arrive(40);
    since();
    for (let i = 0; i < 20; i++) sequencer.quiet();
    expect(since()).toEqual([]);
    sequencer.quiet();
    expect(since()).toEqual([{ from: 11, to: 39, reason: 'unanswered' }, 40]);
  });
});

describe('with resume, the sequencer', () => {
  test('[P-EXT-9] asks for nothing, and knows at once what is gone', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected({ isResumed: true });
    arrive(11, 11, 40, 41);
    expect(since()).toEqual([11, { from: 12, to: 39, reason: 'purged' }, 40, 41]);
  });

  test('[P-EXT-9] tells of new numbers as it does without', () => {
    const { sequencer, arrive, since } = setUp(1_000);
    sequencer.connected({ isResumed: true });
    arrive(7, 5, 6, 7);
    expect(since()).toEqual([{ ask: [0] }, { lastSeq: 1_000, seq: 5 }, 5, 6, 7]);
  });
});
