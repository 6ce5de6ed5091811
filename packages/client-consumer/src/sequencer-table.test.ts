import { expect, test } from 'vitest';
import { Sequencer } from './sequencer.js';
import {
  SEQUENCER_TABLE,
  type SequencerInput,
  type SequencerState,
  UNREACHABLE,
} from './sequencer-table.js';

const STATES = Object.keys(SEQUENCER_TABLE) as SequencerState[];
const INPUTS = Object.keys(SEQUENCER_TABLE.live) as SequencerInput[];

/** Returns a sequencer that buffers at most two events, and its output. */
function sequencerAt(after: number | 'live') {
  const output: string[] = [];
  const sequencer = new Sequencer<{ seq: number }>(after, 2, {
    deliver: ({ seq }) => output.push(`${seq}`),
    gap: ({ from, to, reason }) => output.push(`gap ${from}-${to} ${reason}`),
    reset: ({ seq }) => output.push(`reset ${seq}`),
    replay: ({ after: start, before }) => output.push(`request ${start}-${before ?? ''}`),
  });
  const arrive = (...seqs: number[]) => {
    for (const seq of seqs) sequencer.arrived({ seq });
  };
  const end = (start: number, before: number) =>
    sequencer.replayEnded({ after: start, before, sent: 0, first_available: 1, truncated: false });
  return { sequencer, output, arrive, end };
}

type Subject = ReturnType<typeof sequencerAt>;

/** Inputs that bring a sequencer that started after 10 into each state. */
const REACH: { readonly [S in SequencerState]: () => Subject } = {
  live: () => {
    const subject = sequencerAt('live');
    subject.sequencer.connected();
    return subject;
  },
  single: () => {
    const subject = sequencerAt(10);
    subject.sequencer.connected({ isResumed: true });
    return subject;
  },
  merging: () => {
    const subject = sequencerAt(10);
    subject.sequencer.connected();
    return subject;
  },
  shed: () => {
    const subject = REACH.merging();
    subject.arrive(13, 14, 15);
    return subject;
  },
  drained: () => {
    const subject = REACH.merging();
    subject.arrive(12, 15, 16, 11);
    subject.arrive(20);
    return subject;
  },
  refetching: () => {
    const subject = REACH.merging();
    subject.arrive(12, 13, 14, 11);
    return subject;
  },
};

interface Case {
  /** Calls that cause the input. */
  readonly act: (subject: Subject) => void;
  readonly output: readonly string[];
  /** The final state, if the input leads to further inputs; otherwise that of the cell. */
  readonly to?: SequencerState;
}

const nextOf = (subject: Subject) => (subject.sequencer.last ?? 0) + 1;
const deliverNext: Case['act'] = (subject) => subject.arrive(nextOf(subject));
const repeatLast: Case['act'] = (subject) => subject.arrive(nextOf(subject) - 1);
const quiet: Case['act'] = ({ sequencer }) => sequencer.quiet();

/** One case per reachable cell. */
const CASES: { readonly [S in SequencerState]: { readonly [I in SequencerInput]?: Case } } = {
  live: {
    next: { act: (s) => s.arrive(41), output: ['41'] },
    'replay-end': { act: (s) => s.end(0, 9), output: [] },
  },
  single: {
    next: { act: deliverNext, output: ['11'] },
    repeat: { act: (s) => s.arrive(11, 11), output: ['11'] },
    restart: { act: (s) => s.arrive(1), output: ['reset 1', '1'] },
    above: { act: (s) => s.arrive(15), output: ['gap 11-14 purged', '15'] },
    'replay-end': { act: (s) => s.end(0, 9), output: [] },
  },
  merging: {
    next: { act: deliverNext, output: ['11'] },
    repeat: { act: (s) => s.arrive(11, 11), output: ['11'] },
    restart: { act: (s) => s.arrive(3), output: ['request 0-'] },
    above: { act: (s) => s.arrive(15), output: [] },
    jump: { act: (s) => s.arrive(15, 13), output: ['gap 11-12 purged', '13'] },
    overflow: { act: (s) => s.arrive(13, 14, 15), output: [] },
    drain: { act: (s) => s.arrive(12, 14, 11), output: ['11', '12'] },
    empty: { act: (s) => s.arrive(12, 11), output: ['11', '12'] },
    'replay-end': {
      act: (s) => {
        s.arrive(15);
        s.end(10, 13);
      },
      output: ['gap 11-12 purged'],
    },
    quiet: {
      act: (s) => {
        s.arrive(15);
        s.sequencer.quiet();
      },
      output: ['gap 11-14 unanswered', '15'],
    },
  },
  shed: {
    next: { act: deliverNext, output: ['11'] },
    repeat: { act: repeatLast, output: [] },
    above: { act: (s) => s.arrive(20), output: [] },
    jump: {
      act: (s) => s.arrive(12),
      output: ['gap 11-11 purged', '12', '13', 'request 13-'],
      to: 'refetching',
    },
    overflow: { act: (s) => s.arrive(20, 21), output: [] },
    drain: {
      act: (s) => s.arrive(11, 12),
      output: ['11', '12', '13', '14', 'request 14-'],
      to: 'refetching',
    },
    'replay-end': {
      act: (s) => s.end(10, 13),
      output: ['gap 11-12 purged', '13', '14', 'request 14-'],
      to: 'refetching',
    },
    quiet: { act: quiet, output: [] },
  },
  drained: {
    next: { act: deliverNext, output: ['13'] },
    repeat: { act: repeatLast, output: [] },
    above: { act: (s) => s.arrive(25), output: [] },
    jump: { act: (s) => s.arrive(14), output: [] },
    overflow: { act: (s) => s.arrive(21), output: [] },
    drain: { act: (s) => s.arrive(13, 14), output: ['13', '14', '15'] },
    empty: {
      act: (s) => s.arrive(13, 14, 16, 17, 18, 19),
      output: ['13', '14', '15', '16', '17', '18', '19', '20', 'request 20-'],
    },
    'replay-end': { act: (s) => s.end(10, 13), output: ['request 12-15'] },
    quiet: { act: quiet, output: [] },
  },
  refetching: {
    next: { act: deliverNext, output: ['14'] },
    repeat: { act: repeatLast, output: [] },
    above: { act: (s) => s.arrive(20), output: [] },
    jump: { act: (s) => s.arrive(20, 17), output: [] },
    overflow: { act: (s) => s.arrive(20, 21, 22), output: [] },
    drain: { act: (s) => s.arrive(15, 17, 14), output: ['14', '15'] },
    empty: { act: (s) => s.arrive(15, 14), output: ['14', '15'] },
    'replay-end': {
      act: (s) => {
        s.arrive(20);
        s.end(10, 14);
        s.end(13, 16);
      },
      output: ['gap 14-15 purged'],
    },
    quiet: {
      act: (s) => {
        s.arrive(20);
        s.sequencer.quiet();
      },
      output: [],
    },
  },
};

test.each(STATES)('the inputs in REACH lead to the state %s', (state) => {
  expect(REACH[state]().sequencer.state).toBe(state);
});

test.each(
  STATES.flatMap((state) =>
    INPUTS.filter((input) => !UNREACHABLE[state].includes(input)).map(
      (input) => [state, input] as const,
    ),
  ),
)(
  'in the state %s, the input %s has the output of its case and the next state of its cell',
  (state, input) => {
    const subject = REACH[state]();
    subject.output.length = 0;
    const testCase = CASES[state][input];
    expect(testCase, 'a case per cell').toBeDefined();
    testCase?.act(subject);
    expect(subject.output).toEqual(testCase?.output);
    expect(subject.sequencer.state).toBe(testCase?.to ?? SEQUENCER_TABLE[state][input].to);
  },
);
