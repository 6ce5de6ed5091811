import { expect, test } from 'vitest';
import { Tally } from '../tally.js';
import type { ReplayRange } from './replay.js';
import { ReplayJudge } from './replay-judge.js';
import { StreamCheck } from './stream-check.js';

const LAST_SEQ = 10;

/**
 * Violations that the judge reports for the frames of a connection whose READY has `last_seq` 10. A number is the seq
 * of a DISPATCH, three numbers are `after`, `before` and `sent` of a REPLAY_END.
 */
function judge(
  ranges: readonly ReplayRange[],
  frames: readonly (number | [number, number, number])[],
) {
  const tally = new Tally();
  const check = new StreamCheck(tally);
  const replayJudge = new ReplayJudge({ ranges, credentials: '', check, tally });
  replayJudge.newestSeq = LAST_SEQ;
  replayJudge.receive(4, JSON.stringify({ op: 4, d: { last_seq: LAST_SEQ } }));
  for (const frame of frames) {
    if (typeof frame === 'number')
      replayJudge.receive(5, JSON.stringify({ op: 5, d: {}, seq: frame }));
    else {
      const [after, before, sent] = frame;
      const d = { after, before, sent, first_available: 1, truncated: false };
      replayJudge.receive(64, JSON.stringify({ op: 64, d }));
    }
  }
  return tally.violations.map(({ what }) => what);
}

test('[P-REP-1] [P-EXT-6] accepts two replays one after the other, each with its REPLAY_END', () => {
  const ranges = [{ after: 2, before: 5 }, { after: 0 }];
  const frames = [3, 4, [2, 5, 2], 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, [0, 11, 10]] as const;
  expect(judge(ranges, frames as never)).toEqual([]);
});

test('[P-REP-6] accepts live events among those of a replay, even if they are in its range', () => {
  // 11 and 12 arrive live; the replay, which was requested later, sends them as well.
  const frames = [8, 11, 9, 10, 12, 11, 12, [7, 13, 5]] as const;
  expect(judge([{ after: 7 }], frames as never)).toEqual([]);
  // The live 11 arrives after the last event of the replay: only REPLAY_END shows that it is live.
  expect(judge([{ after: 7, before: 11 }], [8, 9, 10, 11, [7, 11, 3]])).toEqual([]);
});

test.each([
  [
    'REPLAY_ENDs in the wrong order',
    [
      { after: 2, before: 5 },
      { after: 5, before: 7 },
    ],
    [3, 4, [5, 7, 1], 6, [2, 5, 2]],
  ],
  ['a missing event', [{ after: 2, before: 6 }], [3, 5, [2, 6, 2]]],
  ['a missing last event', [{ after: 2, before: 6 }], [3, 4, [2, 6, 2]]],
  ['a missing first event', [{ after: 2, before: 6 }], [4, 5, [2, 6, 2]]],
  ['an event that is delivered twice', [{ after: 2, before: 6 }], [3, 4, 4, 5, [2, 6, 3]]],
  ['a REPLAY_END with a wrong count', [{ after: 2, before: 6 }], [3, 4, 5, [2, 6, 4]]],
  ['an empty replay of stored events', [{ after: 2, before: 6 }], [[2, 6, 0]]],
  ['a REPLAY_END with other bounds', [{ after: 2, before: 6 }], [3, 4, 5, [2, 9, 3]]],
] as const)('[P-REP-7] reports %s', (_, ranges, frames) => {
  expect(judge(ranges, frames as never)).not.toEqual([]);
});
