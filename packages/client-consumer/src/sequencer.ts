/**
 * Puts what a connection brings into order: each event once, ascending, what is missing asked for, what is
 * gone told. Pure: no timer, no socket. Works on any server of the protocol, which says neither which
 * frames are a replay's nor where a replay ends; what a server tells beyond that makes it exact.
 *
 * What it builds on: a connection carries two runs, the live one and the replay's, each ascending (P-REP-6);
 * nothing at or below the seq that was asked behind can come. So, with `last` the newest in order:
 * - last + 1 goes out, and with it what was held right above it: that is where a replay meets the live run;
 * - an event above that is held: whether it is live or a replay that starts late cannot be told yet;
 * - an event below one that was seen, but above last + 1, is a replay's, and replays ascend: what it
 *   jumped over is gone for good;
 * - when nothing moves for the quiet time while events are held, the hole is asked for by itself, and when
 *   that brings nothing either it is gone;
 * - an event at or below `last` as the first of a connection: the numbers are new ones. All of them are
 *   asked for, and the reset is told with the first that comes.
 * With `resume` there is one run alone: a jump in it is a gap. With `position` what is gone, and whether the
 * numbers are new ones, is known at READY. With `replay-end` the end of a replay need not be guessed.
 */
import type { Position, ReplayEndFrame } from '@wearwire/protocol';
import type { EventOrder, Joined, Ordered, OrderPort } from './event-order.js';
import type { Gap } from './events.js';
import { HeldEvents } from './held-events.js';

/** It needs no clock. */
export type SequencerPort<E> = Omit<OrderPort<E>, 'nowMs'>;

/** How many quiet times a connection waits for a replay that may only be delayed. */
const PATIENCE = 20;

export class Sequencer<E extends Ordered> implements EventOrder<E> {
  readonly #port: SequencerPort<E>;
  readonly #held: HeldEvents<E>;
  #last: number | undefined;
  /** The log that `last` is a number of; `undefined` where no server has told. */
  #epoch: number | undefined;
  /** The last seq of the old numbering, while a reset is still to be told. */
  #lastOfOld: number | undefined;
  /** Counts connections: what was begun on one ends with it. */
  #connection = 0;
  /** Nothing at or below it can come on this connection, unless the numbers are new ones. */
  #askedBehind = 0;
  /** The highest seq of this connection; 0 before its first event. */
  #highest = 0;
  /** The newest seq that the server told of at READY. */
  #told = 0;
  /** There is one run alone: what it jumps over is gone. */
  #isOneRun = false;
  #tellsReplayEnds = false;
  /** REPLAYs of this connection that did not end yet. */
  #replaysPending = 0;
  /** `after` of this connection's newest REPLAY. */
  #askedAfter: number | undefined;
  /** Something that came on this connection was let go: holes above the lowest held prove nothing … */
  #hasShed = false;
  /** … and the lowest held is no more the lowest that came: a jump proves nothing either. */
  #hasDrainedShed = false;
  /** What was let go is still to be asked for. */
  #owesReplay = false;
  /** Events that were held, or let go, since `quiet` was called. */
  #heldSinceQuiet = 0;
  #patience = PATIENCE;

  /** `after`: where to begin; `'live'` with whatever comes first. */
  constructor(after: number | 'live', heldMax: number, port: SequencerPort<E>) {
    this.#last = after === 'live' ? undefined : after;
    this.#held = new HeldEvents(heldMax);
    this.#port = port;
  }

  /** Before the first connection: begins behind `seq` of the log `epoch` instead. */
  begin(seq: number, epoch: number | undefined): void {
    this.#last = seq;
    this.#epoch = epoch;
  }

  /** The newest seq that came in order, or where to begin; `undefined` before the first live event. */
  get last(): number | undefined {
    return this.#last;
  }

  /** The newest seq that is known to be there; 0 before any is. */
  get newest(): number {
    return Math.max(this.#highest, this.#told, this.#last ?? 0);
  }

  /** Whether events wait above a hole: then `quiet` must be called when `last` does not move. */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** READY came on a new connection. */
  connected(joined: Joined = {}): void {
    this.disconnected();
    const { position, isResumed = false, tellsReplayEnds = false } = joined;
    this.#tellsReplayEnds = tellsReplayEnds;
    const asked = this.#last;
    const isNewNumbering = position !== undefined && this.#locate(position);
    this.#askedBehind = (isNewNumbering ? this.#last : asked) ?? 0;
    if (this.#last === undefined) return;
    this.#isOneRun = isResumed && asked !== undefined && !isNewNumbering;
    if (this.#isOneRun || (position && this.#last >= position.last_seq)) return;
    this.#ask(this.#last);
  }

  /** What was held comes again by replay. */
  disconnected(): void {
    this.#connection++;
    this.#held.clear();
    this.#highest = this.#told = this.#replaysPending = 0;
    this.#askedAfter = undefined;
    this.#hasShed = this.#hasDrainedShed = this.#owesReplay = false;
    this.#isOneRun = false;
    this.#patience = PATIENCE;
  }

  /** Hot path. */
  arrived(event: E): void {
    const { seq } = event;
    const highestBefore = this.#highest;
    if (seq > highestBefore) this.#highest = seq;
    const last = this.#last;
    if (last === undefined || seq === last + 1) {
      this.#take(event);
      if (this.#held.size > 0) this.#drain();
    } else if (seq <= last) {
      if (highestBefore === 0 && seq <= this.#askedBehind) this.#startOver(event, last);
    } else if (this.#isOneRun) {
      const connection = this.#connection;
      this.#skipTo(seq - 1, 'purged');
      if (this.#connection === connection) this.#take(event);
    } else if (!this.#held.has(seq)) {
      this.#hold(event);
      if (seq < highestBefore) this.#jumped(seq);
    }
  }

  /** A REPLAY has come to its end: of what lies below its `before` no more comes, but what was let go here. */
  replayEnded({ after, before }: ReplayEndFrame['d']): void {
    if (this.#replaysPending > 0) this.#replaysPending--;
    const last = this.#last;
    if (this.#replaysPending > 0 || this.#askedAfter === undefined || last === undefined) return;
    const { lowest } = this.#held;
    if (!this.#hasDrainedShed || after >= last) {
      this.#giveUp(this.#hasShed ? Math.min(lowest, before) : before, 'purged');
    } else if (this.#held.size > 0) {
      this.#ask(last, lowest);
    }
  }

  /** Nothing moved for the quiet time while events were held. */
  quiet(): void {
    if (this.#last === undefined || this.#held.size === 0) return;
    if (this.#isMoreToCome()) return;
    const { lowest } = this.#held;
    if (this.#askedAfter === this.#last) this.#giveUp(lowest, 'unanswered');
    else this.#ask(this.#last, lowest);
  }

  /** READY told where the stream stands; returns whether its numbers are new ones. */
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

  #take(event: E): void {
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
      this.#hasDrainedShed = this.#hasShed;
      this.#take(next);
    }
    if (this.#held.size > 0 || !this.#owesReplay) return;
    this.#owesReplay = false;
    this.#ask(this.#last ?? 0);
  }

  /**
   * A server that tells when a replay ends is waited for. And after something was let go, an older replay may
   * still run above the hole while the one that fills it waits its turn: a busy live run looks the same.
   * So either is believed a limited number of times.
   */
  #isMoreToCome(): boolean {
    const isEndOwed = this.#tellsReplayEnds && this.#replaysPending > 0;
    const hasOlderCome = this.#hasShed && this.#heldSinceQuiet > 0;
    this.#heldSinceQuiet = 0;
    return (isEndOwed || hasOlderCome) && this.#patience-- > 0;
  }

  /** A replay has come to `seq`: what it did not bring on the way is gone, unless it was let go here. */
  #jumped(seq: number): void {
    if (this.#askedAfter === undefined || this.#hasDrainedShed) return;
    this.#giveUp(this.#hasShed ? this.#held.lowest : seq, 'purged');
  }

  #hold(event: E): void {
    this.#heldSinceQuiet++;
    if (!this.#held.add(event)) this.#hasShed = this.#owesReplay = true;
  }

  /** Delivers what is held below `bound` and right above it; every hole below it is a gap. */
  #giveUp(bound: number, reason: Gap['reason']): void {
    const connection = this.#connection;
    while (this.#connection === connection && (this.#last ?? 0) < bound - 1) {
      this.#skipTo(Math.min(this.#held.lowest, bound) - 1, reason);
      if (this.#connection === connection) this.#drain();
    }
  }

  /** What lies up to `seq` is gone. In a new numbering nobody missed what was there before its first event. */
  #skipTo(seq: number, reason: Gap['reason']): void {
    const from = (this.#last ?? 0) + 1;
    this.#last = seq;
    if (seq >= from && this.#lastOfOld === undefined) this.#port.gap({ from, to: seq, reason });
  }

  /** The first event of a connection lies below what was asked for: the numbers are new ones. */
  #startOver(event: E, last: number): void {
    this.#lastOfOld ??= last;
    this.#last = 0;
    this.#isOneRun = false;
    if (event.seq === 1) {
      this.#take(event);
      return;
    }
    this.#hold(event);
    this.#ask(0);
  }

  #ask(after: number, before?: number): void {
    this.#askedAfter = after;
    this.#replaysPending++;
    this.#port.replay(before === undefined ? { after } : { after, before });
  }
}
