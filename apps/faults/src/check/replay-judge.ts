/**
 * Several REPLAYs at once on one connection, judged by what is known of the stream: each sends what is stored
 * between its bounds, ascending, without a hole, with the bytes that were seen before; its REPLAY_END tells the
 * same and comes in turn.
 *
 * The connection is sent live events as well, and a live event may be in the range of a REPLAY that was asked
 * for after it. So what comes is read as two ascending sequences. Where both stand at the same number nobody can
 * tell whose event it is; REPLAY_END says how many were the replay's.
 */
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

/** Returns whether all came to their ends; a broker that is killed meanwhile is no violation. */
export async function judgeReplays(target: Target, replays: JudgedReplays): Promise<boolean> {
  const { ranges, credentials, check } = replays;
  const judge = new ReplayJudge(replays);
  try {
    using client = await RawClient.identified(target, 'monitor', {
      credentials,
      extensions: 'position,replay-end',
      onFrame: (op, text) => judge.take(op, text),
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

/** Takes the frames of one connection. Exported for its test. */
export class ReplayJudge {
  readonly #replays: JudgedReplays;
  #ends = 0;
  #resolve: (() => void) | undefined;
  /** READY's `last_seq`. */
  #readySeq = 0;
  /** The next number of the live events. */
  #liveNext = 0;
  /** Of the REPLAY that is being served: its first number, the one after its last, and the events so far. */
  #first: number | undefined;
  #next = 0;
  #events = 0;
  /** The newest number that was seen before the requests were sent. */
  newestSeq = 0;

  constructor(replays: JudgedReplays) {
    this.#replays = replays;
  }

  ended(client: RawClient): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.#violate('a replay did not come to its end');
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

  take(op: number, text: string): void {
    if (op === 4) {
      this.#readySeq = JSON.parse(text).d.last_seq;
      this.#liveNext = this.#readySeq + 1;
    } else if (op === 5) this.#takeEvent(JSON.parse(text).seq, text);
    else if (op === 64) {
      this.#takeEnd(JSON.parse(text).d as ReplayEnd);
      if (++this.#ends === this.#replays.ranges.length) this.#resolve?.();
    }
  }

  #takeEvent(seq: number, text: string): void {
    const { check, tally } = this.#replays;
    tally.compared++;
    check.compare(seq, text);
    this.#events++;
    const range = this.#replays.ranges[this.#ends];
    // At the newest events the two cannot be told apart; there the bytes and the count are judged.
    if (range === undefined || (range.after ?? 0) >= this.#readySeq) return;
    if (this.#first !== undefined && seq === this.#next) this.#next++;
    else if (seq === this.#liveNext) this.#liveNext++;
    else if (this.#first === undefined) {
      this.#first = seq;
      this.#next = seq + 1;
    } else this.#violate(`number ${seq} where ${this.#next} or ${this.#liveNext} (live) was due`);
  }

  #takeEnd(end: ReplayEnd): void {
    const asked = this.#replays.ranges[this.#ends];
    const live = this.#events - end.sent;
    if (asked === undefined) return this.#violate('a REPLAY_END that nobody asked for');
    if (live < 0) this.#violate(`${this.#events} events came, END says ${end.sent}`);
    this.#judgeBounds(asked, end);
    if ((asked.after ?? 0) < this.#readySeq) this.#judgeEvents(end, this.#ranOver(end));
    else this.#liveNext += Math.max(0, live);
    this.#first = undefined;
    this.#events = 0;
  }

  /** Gives events that were taken for the replay's, behind its last one, to the live ones. */
  #ranOver(end: ReplayEnd): number {
    const last = (this.#first ?? 0) + end.sent;
    if (this.#first === undefined || this.#next === last) return this.#next;
    // The live events stand where the replay seems to, and the replay where they seem to.
    const next = this.#liveNext;
    this.#liveNext = this.#next;
    return next;
  }

  #judgeBounds({ after = 0, before = Infinity }: ReplayRange, end: ReplayEnd): void {
    const least = Math.min(before, this.newestSeq + 1);
    if (end.after === after && end.before <= before && end.before >= least) return;
    this.#violate(`END of ${end.after} to ${end.before} where ${after} to ${before} was due`);
  }

  #judgeEvents(end: ReplayEnd, next: number): void {
    const due = Math.max(end.after + 1, end.first_available);
    const last = Math.min(end.before - 1, this.newestSeq);
    const first = this.#first ?? next;
    if (end.sent > 0 && next !== first + end.sent) {
      this.#violate(`END says ${end.sent} events, ${first} to ${next - 1} came`);
    }
    if (last < due || (end.sent > 0 && first <= due && next > last)) return;
    this.#replays.tally.skipped++;
    this.#violate(`${due} to ${last} was due, ${end.sent} from ${first} on came`);
  }

  #violate(what: string): void {
    this.#replays.tally.violate('replayIsExact', what);
  }
}
