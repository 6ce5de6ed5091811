import { describe, expect, test } from 'vitest';
import type { Gap, Reset } from './events.js';
import { Sequencer } from './sequencer.js';

type Reported = number | Gap | Reset | { readonly request: readonly [number, number?] };

function setUp(after: number | 'live', heldMax = 100) {
  const reported: Reported[] = [];
  const sequencer = new Sequencer<{ seq: number }>(after, heldMax, {
    deliver: ({ seq }) => reported.push(seq),
    gap: (gap) => reported.push(gap),
    reset: (reset) => reported.push(reset),
    replay: ({ after: first, before }) =>
      reported.push({ request: before === undefined ? [first] : [first, before] }),
  });
  const arrive = (...seqs: number[]) => {
    for (const seq of seqs) sequencer.arrived({ seq });
  };
  /** Returns the output since the last call. */
  const since = () => reported.splice(0);
  return { sequencer, arrive, since };
}

describe('the sequencer', () => {
  test('starts live with the first event that arrives, and requests nothing', () => {
    const { sequencer, arrive, since } = setUp('live');
    sequencer.connected();
    arrive(41, 42);
    expect(since()).toEqual([41, 42]);
  });

  test('starts after a seq by requesting all events after it', () => {
    const { sequencer, arrive, since } = setUp(0);
    sequencer.connected();
    arrive(1, 2);
    expect(since()).toEqual([{ request: [0] }, 1, 2]);
  });

  test('requests the events after the last one after a reconnect', () => {
    const { sequencer, arrive, since } = setUp('live');
    sequencer.connected();
    arrive(41);
    sequencer.disconnected();
    sequencer.connected();
    expect(since()).toEqual([41, { request: [41] }]);
  });

  test('buffers live events until the replay has reached them', () => {
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

  test('drops duplicate events of a replay', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    since();
    arrive(12, 11, 12, 13, 13, 12, 14);
    expect(since()).toEqual([11, 12, 13, 14]);
  });

  test('reports purged events at once if a replay jumps below a buffered event', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    since();
    arrive(50, 40);
    expect(since()).toEqual([{ from: 11, to: 39, reason: 'purged' }, 40]);
    arrive(41);
    expect(since()).toEqual([41]);
  });

  test('reports a gap after the quiet time if nothing else shows it', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    since();
    arrive(50, 51);
    expect(since()).toEqual([]);
    sequencer.quiet();
    expect(since()).toEqual([{ from: 11, to: 49, reason: 'unanswered' }, 50, 51]);
  });

  test('after progress, requests the missing events separately before it reports them as a gap', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected();
    arrive(11, 20);
    since();
    sequencer.quiet();
    expect(since()).toEqual([{ request: [11, 20] }]);
    sequencer.quiet();
    expect(since()).toEqual([{ from: 12, to: 19, reason: 'unanswered' }, 20]);
  });

  test('discards events that exceed the buffer and requests them again', () => {
    const { sequencer, arrive, since } = setUp(10, 2);
    sequencer.connected();
    arrive(13, 14, 15, 16, 11);
    since();
    arrive(12);
    expect(since()).toEqual([12, 13, 14, { request: [14] }]);
    arrive(15, 16);
    expect(since()).toEqual([15, 16]);
  });

  test('waits a limited time for a replay that may be queued after an older one', () => {
    const { sequencer, arrive, since } = setUp(10, 2);
    sequencer.connected();
    arrive(20, 21, 22);
    since();
    sequencer.quiet();
    expect(since()).toEqual([]);
    sequencer.quiet();
    expect(since()).toEqual([
      { from: 11, to: 19, reason: 'unanswered' },
      20,
      21,
      { request: [21] },
    ]);
    for (let seq = 30; seq < 49; seq++) {
      arrive(seq);
      sequencer.quiet();
      expect(since()).toEqual([]);
    }
    arrive(50);
    sequencer.quiet();
    expect(since()).toEqual([
      { from: 22, to: 29, reason: 'unanswered' },
      30,
      31,
      { request: [31] },
    ]);
  });

  test('reports a lower numbering as a reset, and delivers its events', () => {
    const { sequencer, arrive, since } = setUp(1_000);
    sequencer.connected();
    since();
    arrive(7, 8);
    expect(since()).toEqual([{ request: [0] }]);
    arrive(5, 6, 7, 8, 9);
    expect(since()).toEqual([{ lastSeq: 1_000, seq: 5 }, 5, 6, 7, 8, 9]);
  });

  test('continues at once with a new numbering whose first event arrives first', () => {
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
  test('[P-EXT-5] has a position after READY, although it started live', () => {
    const { sequencer, since } = setUp('live');
    sequencer.connected(position(1, 1, 41));
    expect(sequencer.last).toBe(41);
    sequencer.connected(position(1, 1, 44));
    expect(since()).toEqual([{ request: [41] }]);
  });

  test('[P-EXT-5] requests nothing if nothing was missed', () => {
    const { sequencer, arrive, since } = setUp(41);
    sequencer.connected(position(1, 1, 41));
    arrive(42);
    expect(since()).toEqual([42]);
  });

  test('[P-EXT-5] reports purged events at READY as one gap', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected(position(1, 40, 60));
    arrive(40);
    expect(since()).toEqual([{ from: 11, to: 39, reason: 'purged' }, { request: [39] }, 40]);
  });

  test.each([
    ['went back', 1, 3, 5],
    ['are of another log, although they continue', 2, 1, 2_000],
  ])('[P-EXT-5] reports at READY that the numbers %s', (_, epoch, first, last) => {
    const { sequencer, arrive, since } = setUp('live');
    sequencer.begin(1_000, 1);
    sequencer.connected({ ...position(epoch, first, last), isResumed: true });
    arrive(first);
    expect(since()).toEqual([
      { lastSeq: 1_000, seq: first, epoch },
      { request: [first - 1] },
      first,
    ]);
    sequencer.connected(position(epoch, first, last));
    expect(since()).toEqual([{ request: [first] }]);
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

  test('[P-EXT-6] reports purged events at the end of a replay, although no event follows', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected({ sendsReplayEnds: true });
    arrive(40, 14);
    since();
    sequencer.replayEnded(end(10, 31));
    expect(since()).toEqual([{ from: 15, to: 30, reason: 'purged' }]);
  });

  test('[P-EXT-6] waits for a slow replay, but only a limited time', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected({ sendsReplayEnds: true });
    arrive(40);
    since();
    for (let i = 0; i < 20; i++) sequencer.quiet();
    expect(since()).toEqual([]);
    sequencer.quiet();
    expect(since()).toEqual([{ from: 11, to: 39, reason: 'unanswered' }, 40]);
  });
});

describe('with resume, the sequencer', () => {
  test('[P-EXT-9] requests nothing, and reports purged events at once', () => {
    const { sequencer, arrive, since } = setUp(10);
    sequencer.connected({ isResumed: true });
    arrive(11, 11, 40, 41);
    expect(since()).toEqual([11, { from: 12, to: 39, reason: 'purged' }, 40, 41]);
  });

  test('[P-EXT-9] reports a new numbering as without the extension', () => {
    const { sequencer, arrive, since } = setUp(1_000);
    sequencer.connected({ isResumed: true });
    arrive(7, 5, 6, 7);
    expect(since()).toEqual([{ request: [0] }, { lastSeq: 1_000, seq: 5 }, 5, 6, 7]);
  });
});
