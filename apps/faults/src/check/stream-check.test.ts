import { expect, test } from 'vitest';
import { Tally } from '../tally.js';
import { StreamCheck } from './stream-check.js';

/** Invariants that a second replay, with these seqs, violates after a first replay of events 1 to 3. */
function violationsOfReplay(seqs: readonly number[], oldest?: 'may be removed') {
  const tally = new Tally();
  const check = new StreamCheck(tally);
  const ledger = check.ledger('u');
  ledger.sent = 3;
  const dispatch = (seq: number) => JSON.stringify({ op: 5, uid: 'u', d: { val: seq }, seq });
  for (const seq of [1, 2, 3]) check.recordReplayed(dispatch(seq));
  check.endReplay();
  const again = check.compareAgain(oldest);
  for (const seq of seqs) again.compare(dispatch(seq));
  again.end();
  return tally.violations.map(({ invariant }) => invariant);
}

test('[P-DIS-3] reports a second replay that is empty or ends early', () => {
  expect(violationsOfReplay([1, 2, 3])).toEqual([]);
  expect(violationsOfReplay([])).toEqual(['seenIsKept']);
  expect(violationsOfReplay([], 'may be removed')).toEqual(['seenIsKept']);
  expect(violationsOfReplay([1, 2])).toEqual(['seenIsKept']);
});

test('[P-DIS-1] a second replay may begin later only if the oldest events may be removed', () => {
  expect(violationsOfReplay([2, 3])).toEqual(['numbersHaveNoGap']);
  expect(violationsOfReplay([2, 3], 'may be removed')).toEqual([]);
});
