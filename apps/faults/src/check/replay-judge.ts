/**
 * Several REPLAYs at once on one connection, judged by what is known of the stream: each sends what is stored
 * between its bounds, ascending, without a hole, with the bytes that were seen before; its REPLAY_END tells the
 * same and comes in turn. Live events of the connection lie behind all of them.
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
    for (const d of ranges) client.send(JSON.stringify({ op: 7, d }));
    await judge.done(client);
    return true;
  } catch {
    return false;
  }
}

class ReplayJudge {
  readonly #replays: JudgedReplays;
  #texts: { seq: number; text: string }[] = [];
  #ended = 0;
  #resolve: (() => void) | undefined;
  /** The newest number that was seen before the requests were sent. */
  newestSeq = 0;

  constructor(replays: JudgedReplays) {
    this.#replays = replays;
  }

  done(client: RawClient): Promise<void> {
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
    if (op === 5) this.#texts.push({ seq: JSON.parse(text).seq, text });
    if (op !== 64) return;
    this.#judge(JSON.parse(text).d as ReplayEnd);
    if (++this.#ended === this.#replays.ranges.length) this.#resolve?.();
  }

  #judge(end: ReplayEnd): void {
    const asked = this.#replays.ranges[this.#ended] as ReplayRange;
    const { after = 0, before } = asked;
    if (end.after !== after || (before !== undefined && end.before !== before)) {
      this.#violate(`END of ${end.after} to ${end.before} where ${JSON.stringify(asked)} was due`);
    }
    const mine = this.#texts.filter(({ seq }) => seq > end.after && seq < end.before);
    this.#texts = this.#texts.filter(({ seq }) => seq >= end.before);
    if (mine.length !== end.sent) {
      this.#violate(`${mine.length} events came, END says ${end.sent}`);
    }
    this.#judgeEvents(mine, end);
  }

  #judgeEvents(events: readonly { seq: number; text: string }[], end: ReplayEnd): void {
    const { check, tally } = this.#replays;
    let next = events[0]?.seq ?? 0;
    for (const { seq, text } of events) {
      tally.compared++;
      if (seq !== next) this.#violate(`number ${seq} where ${next} was due`);
      next = seq + 1;
      check.compare(seq, text);
    }
    const first = Math.max(end.after + 1, end.first_available);
    const last = Math.min(end.before - 1, this.newestSeq);
    if (last < first) return;
    if (events.length === 0 || (events[0]?.seq ?? 0) > first || next <= last) {
      tally.skipped++;
      this.#violate(`${first} to ${last} was due, ${events[0]?.seq} to ${next - 1} came`);
    }
  }

  #violate(what: string): void {
    this.#replays.tally.violate('replayIsExact', what);
  }
}
