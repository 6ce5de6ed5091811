/**
 * Puts what a connection brings into order: each event once, ascending, what is missing asked for, what is
 * gone told. Pure: no timer, no socket. Works on any server of the protocol, which says neither which
 * frames are a replay's nor where a replay ends.
 *
 * What it builds on: a connection carries two runs, the live one and the replay's, each ascending (P-REP-6);
 * nothing at or below the seq that was asked behind can come. So, with `last` the newest in order:
 * - last + 1 goes out, and with it what was held right above it: that is where a replay meets the live run;
 * - an event above that is held: whether it is live or a replay that starts late cannot be told yet;
 * - an event below one that was seen, but above last + 1, is a replay's, and replays ascend: what it
 *   jumped over is gone for good;
 * - when nothing moves for the quiet time while events are held, the hole is asked for by itself, and when
 *   that brings nothing either it is gone.
 */
import type { Gap, Reset } from './events.js';

export interface SequencerPort<E> {
  /** Called with `last` already moved on, so that it may end the connection. */
  deliver(event: E): void;
  gap(gap: Gap): void;
  reset(reset: Reset): void;
  /** Send a REPLAY with these bounds, both exclusive. */
  replay(after: number, before?: number): void;
}

/** How many quiet times a connection waits for a replay that may only be delayed. */
const PATIENCE = 20;

export class Sequencer<E extends { readonly seq: number }> {
  readonly #port: SequencerPort<E>;
  readonly #heldMax: number;
  readonly #held = new Map<number, E>();
  #last: number | undefined;
  /** The highest seq of this connection; 0 before its first event. */
  #highest = 0;
  /** `after` of this connection's newest REPLAY. */
  #askedAfter: number | undefined;
  /** At least the highest seq that is held. */
  #heldHighest = 0;
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
    this.#heldMax = heldMax;
    this.#port = port;
  }

  /** The newest seq that came in order, or where to begin; `undefined` before the first live event. */
  get last(): number | undefined {
    return this.#last;
  }

  /** Whether events wait above a hole: then `quiet` must be called when `last` does not move. */
  get isHolding(): boolean {
    return this.#held.size > 0;
  }

  /** READY came on a new connection. */
  connected(): void {
    this.disconnected();
    if (this.#last !== undefined) this.#ask(this.#last);
  }

  /** What was held comes again by replay. */
  disconnected(): void {
    this.#held.clear();
    this.#highest = 0;
    this.#askedAfter = undefined;
    this.#hasShed = this.#hasDrainedShed = this.#owesReplay = false;
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
      if (highestBefore === 0) this.#reset(event, last);
    } else if (!this.#held.has(seq)) {
      this.#hold(event);
      if (seq < highestBefore) this.#jumped(seq);
    }
  }

  /** Nothing moved for the quiet time while events were held. */
  quiet(): void {
    if (this.#last === undefined || this.#held.size === 0) return;
    if (this.#isReplayStillComing()) return;
    const lowest = this.#lowestHeld();
    if (this.#askedAfter === this.#last) this.#giveUp(lowest, 'unanswered');
    else this.#ask(this.#last, lowest);
  }

  #take(event: E): void {
    this.#last = event.seq;
    this.#port.deliver(event);
  }

  #drain(): void {
    for (;;) {
      const next = this.#held.get((this.#last ?? 0) + 1);
      if (next === undefined) break;
      this.#held.delete(next.seq);
      this.#hasDrainedShed = this.#hasShed;
      this.#take(next);
    }
    if (this.#held.size > 0 || !this.#owesReplay) return;
    this.#owesReplay = false;
    this.#ask(this.#last ?? 0);
  }

  /**
   * After something was let go, an older replay may still run above the hole while the one that fills it
   * waits its turn. A busy live run looks the same, so this is believed a limited number of times.
   */
  #isReplayStillComing(): boolean {
    const hasCome = this.#hasShed && this.#heldSinceQuiet > 0;
    this.#heldSinceQuiet = 0;
    if (!hasCome || this.#patience === 0) return false;
    this.#patience--;
    return true;
  }

  /** A replay has come to `seq`: what it did not bring on the way is gone, unless it was let go here. */
  #jumped(seq: number): void {
    if (this.#askedAfter === undefined || this.#hasDrainedShed) return;
    this.#giveUp(this.#hasShed ? this.#lowestHeld() : seq, 'purged');
  }

  /** Whatever is let go, the lowest event above `last` stays: below it nothing has come. */
  #hold(event: E): void {
    const { seq } = event;
    this.#heldSinceQuiet++;
    if (this.#held.size === 0) this.#heldHighest = 0;
    if (this.#held.size >= this.#heldMax) {
      this.#hasShed = this.#owesReplay = true;
      if (seq > this.#heldHighest) return;
      this.#shedUpperHalf();
    }
    this.#held.set(seq, event);
    this.#heldHighest = Math.max(this.#heldHighest, seq);
  }

  #shedUpperHalf(): void {
    const seqs = [...this.#held.keys()].sort((a, b) => a - b);
    const kept = Math.floor(seqs.length / 2);
    for (const seq of seqs.slice(kept)) this.#held.delete(seq);
    this.#heldHighest = seqs[kept - 1] ?? 0;
  }

  /** Delivers what is held up to `seq` and right above it; every hole below `seq` is a gap. */
  #giveUp(seq: number, reason: Gap['reason']): void {
    while (this.#held.size > 0 && (this.#last ?? 0) < seq) {
      const from = (this.#last ?? 0) + 1;
      const to = this.#lowestHeld() - 1;
      this.#last = to;
      if (to >= from) this.#port.gap({ from, to, reason });
      this.#drain();
    }
  }

  /** The first event of a connection lies below what was asked for: the numbers are new ones. */
  #reset(event: E, lastSeq: number): void {
    this.#port.reset({ lastSeq, seq: event.seq });
    this.#take(event);
  }

  #ask(after: number, before?: number): void {
    this.#askedAfter = after;
    this.#port.replay(after, before);
  }

  #lowestHeld(): number {
    let lowest = Number.POSITIVE_INFINITY;
    for (const seq of this.#held.keys()) if (seq < lowest) lowest = seq;
    return lowest;
  }
}
