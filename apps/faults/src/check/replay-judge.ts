/**
 * Checks several REPLAYs that run at once on one connection. Each must send the stored events between its
 * bounds, ascending, without gaps and with the recorded bytes, then a matching REPLAY_END; replays must end
 * in order.
 *
 * The connection also receives live events, and a live event may be in the range of a REPLAY that was
 * requested after it. The events are therefore read as two ascending sequences. If both sequences are at the
 * same seq, the event could belong to either; the count in REPLAY_END decides.
 */
import { Opcode } from '@wearwire/protocol';
import { RawClient } from '../client/raw-client.js';
import type { Target } from '../client/tokens.js';
import type { Tally } from '../tally.js';
import type { ReplayEnd, ReplayRange } from './replay.js';
import type { StreamCheck } from './stream-check.js';

const TIMEOUT_MS = 120_000;

export interface JudgedReplays {
  readonly ranges: readonly ReplayRange[];
  readonly credentials: string;
  readonly check: StreamCheck;
  readonly tally: Tally;
}

/** Returns whether all replays ended. A connection that is lost, such as by a kill, is not a violation. */
export async function judgeReplays(target: Target, replays: JudgedReplays): Promise<boolean> {
  const { ranges, credentials, check } = replays;
  const judge = new ReplayJudge(replays);
  try {
    using client = await RawClient.identified(target, 'monitor', {
      credentials,
      extensions: 'position,replay-end',
      onFrame: (op, text) => judge.receive(op, text),
    });
    judge.newestSeq = check.liveSeq;
    const ended = judge.ended(client);
    for (const d of ranges) client.send(JSON.stringify({ op: 7, d }));
    await ended;
    return true;
  } catch {
    return false;
  }
}

/** Checks the frames of one connection. Exported for its test. */
export class ReplayJudge {
  readonly #replays: JudgedReplays;
  #ends = 0;
  #resolve: (() => void) | undefined;
  /** READY's `last_seq`. */
  #readySeq = 0;
  /** The next seq of the live events. */
  #liveNext = 0;
  /** First seq of the current REPLAY; `undefined` before its first event. */
  #first: number | undefined;
  /** The seq after the last event of the current REPLAY. */
  #next = 0;
  /** Events received since the previous REPLAY_END, live ones included. */
  #events = 0;
  /** Newest seq received before the requests were sent. */
  newestSeq = 0;

  constructor(replays: JudgedReplays) {
    this.#replays = replays;
  }

  /** Resolves at the last REPLAY_END. Rejects if the connection is closed, or at the timeout, which is a violation. */
  ended(client: RawClient): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#violate('a replay did not end');
        reject(new Error('no end'));
      }, TIMEOUT_MS);
      this.#resolve = () => {
        clearTimeout(timer);
        resolve();
      };
      client.closed.then(() => {
        clearTimeout(timer);
        reject(new Error('closed'));
      });
    });
  }

  receive(op: number, text: string): void {
    if (op === Opcode.Ready) {
      this.#readySeq = JSON.parse(text).d.last_seq;
      this.#liveNext = this.#readySeq + 1;
    } else if (op === Opcode.Dispatch) this.#receiveEvent(JSON.parse(text).seq, text);
    else if (op === Opcode.ReplayEnd) {
      this.#receiveEnd(JSON.parse(text).d as ReplayEnd);
      if (++this.#ends === this.#replays.ranges.length) this.#resolve?.();
    }
  }

  #receiveEvent(seq: number, text: string): void {
    const { check, tally } = this.#replays;
    tally.compared++;
    check.compare(seq, text);
    this.#events++;
    const range = this.#replays.ranges[this.#ends];
    // Events of a range after `#readySeq` look like live ones: only their bytes and count are checked.
    if (range === undefined || (range.after ?? 0) >= this.#readySeq) return;
    if (this.#first !== undefined && seq === this.#next) this.#next++;
    else if (seq === this.#liveNext) this.#liveNext++;
    else if (this.#first === undefined) {
      this.#first = seq;
      this.#next = seq + 1;
    } else this.#violate(`seq ${seq}, expected ${this.#next} or ${this.#liveNext} (live)`);
  }

  #receiveEnd(end: ReplayEnd): void {
    const range = this.#replays.ranges[this.#ends];
    const live = this.#events - end.sent;
    if (range === undefined) return this.#violate('a REPLAY_END without a REPLAY');
    if (live < 0) this.#violate(`received ${this.#events} events, REPLAY_END counts ${end.sent}`);
    this.#judgeBounds(range, end);
    if ((range.after ?? 0) < this.#readySeq) this.#judgeEvents(end, this.#endOfReplay(end));
    else this.#liveNext += Math.max(0, live);
    this.#first = undefined;
    this.#events = 0;
  }

  /**
   * Returns the seq after the last event of the replay. Swaps the two sequences if `#receiveEvent` confused them.
   */
  #endOfReplay(end: ReplayEnd): number {
    const last = (this.#first ?? 0) + end.sent;
    if (this.#first === undefined || this.#next === last) return this.#next;
    const next = this.#liveNext;
    this.#liveNext = this.#next;
    return next;
  }

  #judgeBounds({ after = 0, before = Infinity }: ReplayRange, end: ReplayEnd): void {
    const least = Math.min(before, this.newestSeq + 1);
    if (end.after === after && end.before <= before && end.before >= least) return;
    this.#violate(`REPLAY_END of ${end.after} to ${end.before}, expected ${after} to ${before}`);
  }

  #judgeEvents(end: ReplayEnd, next: number): void {
    const due = Math.max(end.after + 1, end.first_available);
    const last = Math.min(end.before - 1, this.newestSeq);
    const first = this.#first ?? next;
    if (end.sent > 0 && next !== first + end.sent) {
      this.#violate(`REPLAY_END counts ${end.sent} events, received ${first} to ${next - 1}`);
    }
    if (last < due || (end.sent > 0 && first <= due && next > last)) return;
    this.#replays.tally.skipped++;
    this.#violate(`expected ${due} to ${last}, received ${end.sent} events from ${first} on`);
  }

  #violate(what: string): void {
    this.#replays.tally.violate('replayIsExact', what);
  }
}
