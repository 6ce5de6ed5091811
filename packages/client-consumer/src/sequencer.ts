/**
 * Puts the events of a connection in ascending order without duplicates, requests missing events, and reports those
 * that no longer exist. Pure: no timer, no socket. Works with any server of the protocol, although the base protocol
 * shows neither which frames belong to a replay nor where a replay ends; extensions make the result exact.
 *
 * Assumptions: a connection carries two sequences, the live one and the replay's, each ascending (P-REP-6); no event at
 * or below the requested `after` arrives. With `last` the newest event in order:
 * - last + 1 is delivered, followed by the buffered events directly above it, which the replay has then reached;
 * - an event above last + 1 is buffered: it may be live, or belong to a replay whose first events no longer exist;
 * - an event above last + 1, but below one that arrived earlier, belongs to a replay; replays ascend, so the events
 *   that it skipped no longer exist;
 * - if there is no progress for the quiet time while events are buffered, the hole alone is requested; if then no
 *   event arrives, the hole is reported as a gap;
 * - an event at or below `last` as the first of a connection means a new numbering. All of its events are requested,
 *   and the reset is reported with the first one that arrives.
 *
 * With the extension `resume` there is only one sequence: a jump in it is a gap. With `position`, READY shows which
 * events no longer exist and whether the numbering is new. With `replay-end`, the end of a replay is known.
 *
 * `sequencer-table.ts` has the states; only `#step`, READY and the end of a connection change the state.
 *
 * Over 250 lines, because all methods share the state of one connection.
 */
import type { Position, ReplayEndFrame } from '@wearwire/protocol';
import type { ConnectionInfo, EventOrder, Ordered, OrderPort } from './event-order.js';
import type { Gap } from './events.js';
import { HeldEvents } from './held-events.js';
import {
  SEQUENCER_TABLE,
  type SequencerActions,
  type SequencerCell,
  type SequencerInput,
  type SequencerState,
} from './sequencer-table.js';

/** A sequencer needs no clock. */
export type SequencerPort<E> = Omit<OrderPort<E>, 'nowMs'>;

/** Maximum number of quiet periods that a connection waits for a replay that may be delayed. */
const QUIET_PERIODS_MAX = 20;

export class Sequencer<E extends Ordered> implements EventOrder<E> {
  readonly #port: SequencerPort<E>;
  readonly #held: HeldEvents<E>;
  #state: SequencerState;
  #last: number | undefined;
  /** The epoch of `last`; `undefined` if no server has reported one. */
  #epoch: number | undefined;
  /** The last seq of the old numbering, until the reset is reported. */
  #lastBeforeReset: number | undefined;
  /** Counts connections, to notice that a callback has ended the current one. */
  #connection = 0;
  /** No event at or below this seq can arrive on the connection, unless the numbering is new. */
  #requestedAfterAtStart = 0;
  /** The highest seq of this connection; 0 before its first event. */
  #highest = 0;
  #sendsReplayEnds = false;
  /** REPLAYs of this connection that have not ended yet. */
  #replaysPending = 0;
  /** `after` of this connection's newest REPLAY. */
  #replayAfter: number | undefined;
  /** Number of events that were buffered or discarded since the last call of `quiet`. */
  #heldSinceQuiet = 0;
  #quietPeriodsLeft = QUIET_PERIODS_MAX;

  /** `after`: the position to start after; `'live'`: start with the first event that arrives. */
  constructor(after: number | 'live', heldMax: number, port: SequencerPort<E>) {
    this.#last = after === 'live' ? undefined : after;
    this.#state = this.#stateWithoutConnection();
    this.#held = new HeldEvents(heldMax);
    this.#port = port;
  }

  begin(seq: number, epoch: number | undefined): void {
    this.#last = seq;
    this.#epoch = epoch;
    this.#state = this.#stateWithoutConnection();
  }

  get state(): SequencerState {
    return this.#state;
  }

  /** The newest seq delivered in order, or the start position; `undefined` until there is one (see `EventOrder`). */
  get last(): number | undefined {
    return this.#last;
  }

  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  connected(info: ConnectionInfo = {}): void {
    this.disconnected();
    const { position, isResumed = false, sendsReplayEnds = false } = info;
    this.#sendsReplayEnds = sendsReplayEnds;
    const requestedAfter = this.#last;
    const isNewNumbering = position !== undefined && this.#applyPosition(position);
    this.#requestedAfterAtStart = (isNewNumbering ? this.#last : requestedAfter) ?? 0;
    if (this.#last === undefined) return;
    const hasOneSequence = isResumed && requestedAfter !== undefined && !isNewNumbering;
    this.#state = hasOneSequence ? 'single' : 'merging';
    if (hasOneSequence || (position && this.#last >= position.last_seq)) return;
    this.#request(this.#last);
  }

  /** Drops buffered events, which a replay will send again. */
  disconnected(): void {
    this.#connection++;
    this.#held.clear();
    this.#state = this.#stateWithoutConnection();
    this.#highest = this.#replaysPending = 0;
    this.#replayAfter = undefined;
    this.#quietPeriodsLeft = QUIET_PERIODS_MAX;
  }

  /** Hot path. */
  arrived(event: E): void {
    const { seq } = event;
    const highestBefore = this.#highest;
    if (seq > highestBefore) this.#highest = seq;
    switch (this.#step(this.#inputOf(seq, highestBefore))) {
      case 'deliver':
        this.#deliver(event);
        if (this.#held.size > 0) this.#drain();
        break;
      case 'skip':
        this.#skip(event);
        break;
      case 'buffer':
        if (!this.#held.has(seq)) this.#buffer(event, highestBefore);
        break;
      case 'start-over':
        this.#startOver(event);
    }
  }

  /**
   * Call when a REPLAY has ended: events below its `before` that have not arrived will not arrive. Events that this
   * class has discarded must be requested again.
   */
  replayEnded({ after, before }: ReplayEndFrame['d']): void {
    if (this.#replaysPending > 0) this.#replaysPending--;
    const last = this.#last;
    if (this.#replaysPending > 0 || this.#replayAfter === undefined || last === undefined) return;
    const { lowest } = this.#held;
    const act = this.#step('replay-end');
    if (act === 'purge-below-end') this.#giveUp(before, 'purged');
    else if (act === 'purge-below-both' || (act === 'request-or-purge' && after >= last))
      this.#giveUp(Math.min(lowest, before), 'purged');
    else if (act === 'request-or-purge' && this.#held.size > 0) this.#request(last, lowest);
  }

  quiet(): void {
    if (this.#last === undefined || this.#held.size === 0) return;
    if (this.#shouldWaitLonger(this.#step('quiet') === 'wait-for-older-replay')) return;
    const { lowest } = this.#held;
    if (this.#replayAfter === this.#last) this.#giveUp(lowest, 'unanswered');
    else this.#request(this.#last, lowest);
  }

  #step<I extends SequencerInput>(input: I): SequencerActions[I] {
    const cell: SequencerCell<I> = SEQUENCER_TABLE[this.#state][input];
    this.#state = cell.to;
    return cell.act;
  }

  #stateWithoutConnection(): SequencerState {
    return this.#last === undefined ? 'live' : 'merging';
  }

  #inputOf(seq: number, highestBefore: number): 'next' | 'repeat' | 'restart' | 'above' {
    const last = this.#last;
    if (last === undefined || seq === last + 1) return 'next';
    if (seq > last) return 'above';
    return highestBefore === 0 && seq <= this.#requestedAfterAtStart ? 'restart' : 'repeat';
  }

  /** Applies the position in READY. Returns whether the numbering is new. */
  #applyPosition({ epoch, first_seq, last_seq }: Position): boolean {
    const last = this.#last;
    const isOtherLog = this.#epoch !== undefined && this.#epoch !== epoch;
    const beforeFirst = Math.max(0, first_seq - 1);
    this.#epoch = epoch;
    if (last === undefined) {
      this.#last = last_seq;
    } else if (isOtherLog || last_seq < last) {
      this.#last = beforeFirst;
      this.#lastBeforeReset = undefined;
      this.#port.reset({ lastSeq: last, seq: beforeFirst + 1, epoch });
      return true;
    } else if (beforeFirst > last) {
      this.#skipTo(beforeFirst, 'purged');
    }
    return false;
  }

  #deliver(event: E): void {
    const lastBeforeReset = this.#lastBeforeReset;
    this.#last = event.seq;
    if (lastBeforeReset !== undefined) {
      this.#lastBeforeReset = undefined;
      this.#port.reset({ lastSeq: lastBeforeReset, seq: event.seq });
    }
    this.#port.deliver(event);
  }

  #drain(): void {
    for (;;) {
      const next = this.#held.remove((this.#last ?? 0) + 1);
      if (next === undefined) break;
      this.#step('drain');
      this.#deliver(next);
    }
    if (this.#held.size === 0 && this.#step('empty') === 'request') this.#request(this.#last ?? 0);
  }

  #buffer(event: E, highestBefore: number): void {
    const { seq } = event;
    this.#heldSinceQuiet++;
    if (!this.#held.add(event)) this.#step('overflow');
    if (seq >= highestBefore) return;
    const act = this.#step('jump');
    if (this.#replayAfter === undefined) return;
    if (act === 'purge-below-event') this.#giveUp(seq, 'purged');
    else if (act === 'purge-below-buffered') this.#giveUp(this.#held.lowest, 'purged');
  }

  /**
   * Returns whether to wait another quiet period. There are two reasons. The server will report the end of the pending
   * replay. Or, after events were discarded, an older replay may still send events above the hole, and must end before
   * the replay that fills it begins. Live events look the same as those of an older replay, so the number of such
   * periods is limited.
   */
  #shouldWaitLonger(mayHaveOlderReplay: boolean): boolean {
    const isEndExpected = this.#sendsReplayEnds && this.#replaysPending > 0;
    const isOlderReplayActive = mayHaveOlderReplay && this.#heldSinceQuiet > 0;
    this.#heldSinceQuiet = 0;
    return (isEndExpected || isOlderReplayActive) && this.#quietPeriodsLeft-- > 0;
  }

  /** Reports every hole below `bound` as a gap, and delivers the buffered events up to the first hole above it. */
  #giveUp(bound: number, reason: Gap['reason']): void {
    const connection = this.#connection;
    while (this.#connection === connection && (this.#last ?? 0) < bound - 1) {
      this.#skipTo(Math.min(this.#held.lowest, bound) - 1, reason);
      if (this.#connection === connection) this.#drain();
    }
  }

  /** Delivers an event of a single sequence, and reports the skipped events as a gap. */
  #skip(event: E): void {
    const connection = this.#connection;
    this.#skipTo(event.seq - 1, 'purged');
    if (this.#connection === connection) this.#deliver(event);
  }

  /** Reports events up to `seq` as a gap, except before the first event of a new numbering. */
  #skipTo(seq: number, reason: Gap['reason']): void {
    const from = (this.#last ?? 0) + 1;
    this.#last = seq;
    if (seq >= from && this.#lastBeforeReset === undefined)
      this.#port.gap({ from, to: seq, reason });
  }

  /** Handles a new numbering: the first event of a connection is below the requested range. */
  #startOver(event: E): void {
    this.#lastBeforeReset ??= this.#last;
    this.#last = 0;
    if (event.seq === 1) {
      this.#deliver(event);
      return;
    }
    this.#buffer(event, 0);
    this.#request(0);
  }

  #request(after: number, before?: number): void {
    this.#replayAfter = after;
    this.#replaysPending++;
    this.#port.replay(before === undefined ? { after } : { after, before });
  }
}
