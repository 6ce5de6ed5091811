/**
 * Puts the events of a connection in order: each event once, ascending; requests missing ones, and reports those
 * that are gone. Pure: no timer, no socket. Works with any server of the protocol, which says neither which frames
 * belong to a replay nor where a replay ends; the extensions of a server make the result exact.
 *
 * Assumptions: a connection carries two runs, the live one and the replay's, each ascending (P-REP-6); no event at
 * or below the requested `after` arrives. With `last` the newest event in order:
 * - last + 1 is delivered, and then the buffered events right above it: there the replay has met the live run;
 * - an event above that is buffered: it may be live, or belong to a replay that starts late;
 * - an event below one that arrived, but above last + 1, belongs to a replay; replays ascend, so the events that it
 *   jumped over are gone;
 * - if nothing moves for the quiet time while events are buffered, the hole is requested by itself; if that brings
 *   nothing, it is gone;
 * - an event at or below `last` as the first of a connection means new numbers. All of them are requested, and the
 *   reset is reported with the first that arrives.
 *
 * With the extension `resume` there is only one run: a jump in it is a gap. With `position`, READY says what is gone
 * and whether the numbers are new. With `replay-end`, the end of a replay need not be guessed.
 *
 * `sequencer-table.ts` has the states; only `#step`, READY and the end of a connection change the state.
 *
 * Over 250 lines with this comment; the cells of its table are in `sequencer-table.ts`.
 */
import type { Position, ReplayEndFrame } from '@wearwire/protocol';
import type { EventOrder, Joined, Ordered, OrderPort } from './event-order.js';
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

/** How many quiet times a connection waits for a replay that may only be delayed. */
const PATIENCE = 20;

export class Sequencer<E extends Ordered> implements EventOrder<E> {
  readonly #port: SequencerPort<E>;
  readonly #held: HeldEvents<E>;
  #state: SequencerState;
  #last: number | undefined;
  /** The epoch of `last`; `undefined`: no server has reported one. */
  #epoch: number | undefined;
  /** The last seq of the old numbering, while a reset has still to be reported. */
  #lastOfOld: number | undefined;
  /** Counts connections, to notice that a callback has ended the current one. */
  #connection = 0;
  /** No event at or below it can arrive on this connection, unless the numbers are new ones. */
  #askedBehind = 0;
  /** The highest seq of this connection; 0 before its first event. */
  #highest = 0;
  /** The newest seq according to READY. */
  #told = 0;
  #tellsReplayEnds = false;
  /** REPLAYs of this connection that have not ended yet. */
  #replaysPending = 0;
  /** `after` of this connection's newest REPLAY. */
  #askedAfter: number | undefined;
  /** Events that were buffered or dropped since the last `quiet`. */
  #heldSinceQuiet = 0;
  #patience = PATIENCE;

  /** `after`: the position to start after; `'live'`: start with the first event that arrives. */
  constructor(after: number | 'live', heldMax: number, port: SequencerPort<E>) {
    this.#last = after === 'live' ? undefined : after;
    this.#state = this.#stateWithoutConnection();
    this.#held = new HeldEvents(heldMax);
    this.#port = port;
  }

  /** Before the first connection: start after `seq` of the log `epoch` instead. */
  begin(seq: number, epoch: number | undefined): void {
    this.#last = seq;
    this.#epoch = epoch;
    this.#state = this.#stateWithoutConnection();
  }

  get state(): SequencerState {
    return this.#state;
  }

  /** The newest seq delivered in order, or the start position; `undefined` before the first live event. */
  get last(): number | undefined {
    return this.#last;
  }

  /** The newest seq known to exist; 0 if none is known. */
  get newest(): number {
    return Math.max(this.#highest, this.#told, this.#last ?? 0);
  }

  /** Whether events are buffered above a hole: then call `quiet` if `last` does not move. */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** READY arrived on a new connection. */
  connected(joined: Joined = {}): void {
    this.disconnected();
    const { position, isResumed = false, tellsReplayEnds = false } = joined;
    this.#tellsReplayEnds = tellsReplayEnds;
    const asked = this.#last;
    const isNewNumbering = position !== undefined && this.#locate(position);
    this.#askedBehind = (isNewNumbering ? this.#last : asked) ?? 0;
    if (this.#last === undefined) return;
    const hasOneRun = isResumed && asked !== undefined && !isNewNumbering;
    this.#state = hasOneRun ? 'single' : 'merging';
    if (hasOneRun || (position && this.#last >= position.last_seq)) return;
    this.#ask(this.#last);
  }

  /** Drops buffered events, which a replay will bring again. */
  disconnected(): void {
    this.#connection++;
    this.#held.clear();
    this.#state = this.#stateWithoutConnection();
    this.#highest = this.#told = this.#replaysPending = 0;
    this.#askedAfter = undefined;
    this.#patience = PATIENCE;
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

  /** A REPLAY has ended: events below its `before` that have not arrived will not, unless they were dropped here. */
  replayEnded({ after, before }: ReplayEndFrame['d']): void {
    if (this.#replaysPending > 0) this.#replaysPending--;
    const last = this.#last;
    if (this.#replaysPending > 0 || this.#askedAfter === undefined || last === undefined) return;
    const { lowest } = this.#held;
    const act = this.#step('replay-end');
    if (act === 'purge-below-end') this.#giveUp(before, 'purged');
    else if (act === 'purge-below-both' || (act === 'ask-or-purge' && after >= last))
      this.#giveUp(Math.min(lowest, before), 'purged');
    else if (act === 'ask-or-purge' && this.#held.size > 0) this.#ask(last, lowest);
  }

  /** Nothing moved for the quiet time while events were buffered. */
  quiet(): void {
    if (this.#last === undefined || this.#held.size === 0) return;
    if (this.#isMoreToCome(this.#step('quiet') === 'wait-for-older-replay')) return;
    const { lowest } = this.#held;
    if (this.#askedAfter === this.#last) this.#giveUp(lowest, 'unanswered');
    else this.#ask(this.#last, lowest);
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
    return highestBefore === 0 && seq <= this.#askedBehind ? 'restart' : 'repeat';
  }

  /** Applies the position in READY. Returns whether the numbers are new ones. */
  #locate({ epoch, first_seq, last_seq }: Position): boolean {
    const last = this.#last;
    const isOther = this.#epoch !== undefined && this.#epoch !== epoch;
    const behindFirst = Math.max(0, first_seq - 1);
    this.#epoch = epoch;
    this.#told = last_seq;
    if (last === undefined) {
      this.#last = last_seq;
    } else if (isOther || last_seq < last) {
      this.#last = behindFirst;
      this.#lastOfOld = undefined;
      this.#port.reset({ lastSeq: last, seq: behindFirst + 1, epoch });
      return true;
    } else if (behindFirst > last) {
      this.#skipTo(behindFirst, 'purged');
    }
    return false;
  }

  #deliver(event: E): void {
    const lastOfOld = this.#lastOfOld;
    this.#last = event.seq;
    if (lastOfOld !== undefined) {
      this.#lastOfOld = undefined;
      this.#port.reset({ lastSeq: lastOfOld, seq: event.seq });
    }
    this.#port.deliver(event);
  }

  #drain(): void {
    for (;;) {
      const next = this.#held.take((this.#last ?? 0) + 1);
      if (next === undefined) break;
      this.#step('drain');
      this.#deliver(next);
    }
    if (this.#held.size === 0 && this.#step('empty') === 'ask') this.#ask(this.#last ?? 0);
  }

  #buffer(event: E, highestBefore: number): void {
    const { seq } = event;
    this.#heldSinceQuiet++;
    if (!this.#held.add(event)) this.#step('overflow');
    if (seq >= highestBefore) return;
    const act = this.#step('jump');
    if (this.#askedAfter === undefined) return;
    if (act === 'purge-below-event') this.#giveUp(seq, 'purged');
    else if (act === 'purge-below-buffered') this.#giveUp(this.#held.lowest, 'purged');
  }

  /**
   * Whether to wait for a server that will report the end of a replay. Or, after events were dropped, for an older
   * replay above the hole, which the one that fills it has to wait for: a busy live run looks the same. So both are
   * assumed only a limited number of times.
   */
  #isMoreToCome(mayOlderReplayRun: boolean): boolean {
    const isEndOwed = this.#tellsReplayEnds && this.#replaysPending > 0;
    const hasOlderCome = mayOlderReplayRun && this.#heldSinceQuiet > 0;
    this.#heldSinceQuiet = 0;
    return (isEndOwed || hasOlderCome) && this.#patience-- > 0;
  }

  /** Delivers buffered events below `bound` and right above it; reports every hole below it as a gap. */
  #giveUp(bound: number, reason: Gap['reason']): void {
    const connection = this.#connection;
    while (this.#connection === connection && (this.#last ?? 0) < bound - 1) {
      this.#skipTo(Math.min(this.#held.lowest, bound) - 1, reason);
      if (this.#connection === connection) this.#drain();
    }
  }

  /** Delivers an event of a single run, and reports the events that it jumped over as a gap. */
  #skip(event: E): void {
    const connection = this.#connection;
    this.#skipTo(event.seq - 1, 'purged');
    if (this.#connection === connection) this.#deliver(event);
  }

  /** Reports events up to `seq` as gone, except before the first event of a new numbering. */
  #skipTo(seq: number, reason: Gap['reason']): void {
    const from = (this.#last ?? 0) + 1;
    this.#last = seq;
    if (seq >= from && this.#lastOfOld === undefined) this.#port.gap({ from, to: seq, reason });
  }

  /** The first event of a connection is below the requested range: the numbers are new ones. */
  #startOver(event: E): void {
    this.#lastOfOld ??= this.#last;
    this.#last = 0;
    if (event.seq === 1) {
      this.#deliver(event);
      return;
    }
    this.#buffer(event, 0);
    this.#ask(0);
  }

  #ask(after: number, before?: number): void {
    this.#askedAfter = after;
    this.#replaysPending++;
    this.#port.replay(before === undefined ? { after } : { after, before });
  }
}
