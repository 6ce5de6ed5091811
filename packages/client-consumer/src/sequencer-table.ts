/**
 * The states of a sequencer, with the action and the next state for each input: one cell per state and input, so that
 * a missing one does not compile. A hole is a range of events above the last delivered one that have not arrived; a
 * state describes what the events of the current connection prove about the lowest hole.
 *
 *    live ── first event ──► merging ── buffer full ──► shed ── a buffered event fits ──► drained ──► refetching
 *    single ── new numbering ───┘                                                           ▲  buffer full │
 *                                                                                            └─────────────┘
 *
 * READY and the end of a connection lead to `live`, `single` or `merging`; see `Sequencer`.
 */

/**
 * - `live`: no position yet; the first event sets it.
 * - `single`: all events of the connection ascend in one sequence, so skipped events no longer exist.
 * - `merging`: the live sequence and that of a replay, interleaved in any way; every event above the hole is buffered.
 * - `shed`: events were discarded from the full buffer and must be requested again. The lowest buffered event is still
 *   the lowest that has arrived above the hole.
 * - `drained`: like `shed`, but buffered events were delivered since, so a discarded event may be below the lowest
 *   buffered one.
 * - `refetching`: like `drained`, and the discarded events were requested.
 */
export type SequencerState = 'live' | 'single' | 'merging' | 'shed' | 'drained' | 'refetching';

/**
 * The inputs, each with the possible actions. An action `purge…` reports the missing events below a bound as a gap. The
 * bound is the lowest buffered event for `…buffered`, the `before` of the replay for `…end`, the lower of these two for
 * `…both`, and otherwise the event itself.
 */
export interface SequencerActions {
  /** The event follows the last one in order, or is the first. */
  next: 'deliver';
  /** The event is at or below the last one. */
  repeat: 'ignore';
  /**
   * Like `repeat`, but the event is the first of its connection, and the client has only requested events above it, so
   * the numbering is new.
   */
  restart: 'start-over' | 'ignore';
  /** The event is above a hole. */
  above: 'skip' | 'buffer' | 'ignore';
  /** The event was buffered, but is below one that arrived earlier, so it belongs to a replay, which ascends. */
  jump: 'purge-below-event' | 'purge-below-buffered' | 'ignore';
  /** The buffer was full; events were discarded. */
  overflow: 'ignore';
  /** A buffered event is next in order. */
  drain: 'ignore';
  /** The buffer is empty after its events were delivered. */
  empty: 'request' | 'ignore';
  /** The last pending REPLAY has ended. */
  'replay-end': 'purge-below-end' | 'purge-below-both' | 'request-or-purge' | 'ignore';
  /** There was no progress for the quiet time while events were buffered. */
  quiet: 'request-or-give-up' | 'wait-for-older-replay' | 'ignore';
}

export type SequencerInput = keyof SequencerActions;

export interface SequencerCell<I extends SequencerInput> {
  readonly act: SequencerActions[I];
  readonly to: SequencerState;
}

type SequencerTable = {
  readonly [S in SequencerState]: { readonly [I in SequencerInput]: SequencerCell<I> };
};

/** Cells that no sequence of calls reaches; comments give the reason. The test enumerates all others. */
export const UNREACHABLE: { readonly [S in SequencerState]: readonly SequencerInput[] } = {
  // Without a position every event is `next`.
  live: ['repeat', 'restart', 'above', 'jump', 'overflow', 'drain', 'empty', 'quiet'],
  // Nothing is buffered.
  single: ['jump', 'overflow', 'drain', 'empty', 'quiet'],
  merging: [],
  // At least one event has arrived and is buffered.
  shed: ['restart', 'empty'],
  drained: ['restart'],
  refetching: ['restart'],
};

/** Returns the cells that are the same in each state that buffers. */
function buffering<S extends SequencerState>(to: S) {
  return {
    next: { act: 'deliver', to },
    repeat: { act: 'ignore', to },
    restart: { act: 'ignore', to },
    above: { act: 'buffer', to },
  } as const;
}

/** Returns the cells that are the same in the states that buffer nothing. */
function unbuffered<S extends SequencerState>(to: S) {
  const ignored = { act: 'ignore', to } as const;
  return {
    repeat: ignored,
    jump: ignored,
    overflow: ignored,
    drain: ignored,
    empty: ignored,
    'replay-end': ignored,
    quiet: ignored,
  };
}

export const SEQUENCER_TABLE: SequencerTable = {
  live: {
    ...unbuffered('live'),
    next: { act: 'deliver', to: 'merging' },
    restart: { act: 'ignore', to: 'live' },
    above: { act: 'ignore', to: 'live' },
  },
  single: {
    ...unbuffered('single'),
    next: { act: 'deliver', to: 'single' },
    restart: { act: 'start-over', to: 'merging' },
    above: { act: 'skip', to: 'single' },
  },
  merging: {
    ...buffering('merging'),
    restart: { act: 'start-over', to: 'merging' },
    jump: { act: 'purge-below-event', to: 'merging' },
    overflow: { act: 'ignore', to: 'shed' },
    drain: { act: 'ignore', to: 'merging' },
    empty: { act: 'ignore', to: 'merging' },
    'replay-end': { act: 'purge-below-end', to: 'merging' },
    quiet: { act: 'request-or-give-up', to: 'merging' },
  },
  shed: {
    ...buffering('shed'),
    jump: { act: 'purge-below-buffered', to: 'shed' },
    overflow: { act: 'ignore', to: 'shed' },
    drain: { act: 'ignore', to: 'drained' },
    empty: { act: 'ignore', to: 'shed' },
    'replay-end': { act: 'purge-below-both', to: 'shed' },
    quiet: { act: 'wait-for-older-replay', to: 'shed' },
  },
  drained: {
    ...buffering('drained'),
    jump: { act: 'ignore', to: 'drained' },
    overflow: { act: 'ignore', to: 'drained' },
    drain: { act: 'ignore', to: 'drained' },
    empty: { act: 'request', to: 'refetching' },
    'replay-end': { act: 'request-or-purge', to: 'drained' },
    quiet: { act: 'wait-for-older-replay', to: 'drained' },
  },
  refetching: {
    ...buffering('refetching'),
    jump: { act: 'ignore', to: 'refetching' },
    overflow: { act: 'ignore', to: 'drained' },
    drain: { act: 'ignore', to: 'refetching' },
    empty: { act: 'ignore', to: 'refetching' },
    'replay-end': { act: 'request-or-purge', to: 'refetching' },
    quiet: { act: 'wait-for-older-replay', to: 'refetching' },
  },
};
