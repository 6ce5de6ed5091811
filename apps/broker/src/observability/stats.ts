/**
 * The broker's counters: plain numbers, so that counting costs the hot path one addition. `metrics.ts` formats them
 * for a scrape.
 */
import { CloseCode, type LimitName } from '@wearwire/protocol';

/** Limits that are counted; each has a counter from the start. */
export const COUNTED_LIMITS = [
  'addressTokensPerSecond',
  'anonymousMax',
  'anonymousPerAddress',
  'connectionBytesPerSecond',
  'connectionSubmitsPerSecond',
  'connectionsPerUser',
  'developerBytesPerSecond',
  'developerIdentifiesPerSecond',
  'developerReplayBytesPerSecond',
  'developerSubmitsPerSecond',
  'developerTokensPerSecond',
  'idempotencyKeysPerUser',
  'logReadsMax',
  'logReadsPerDeveloper',
  'monitorsPerDeveloper',
  'pendingBytesMax',
  'pendingFramesMax',
  'replaysPendingMax',
  'submitBodiesBytesMax',
  'unsentBytesMax',
  'userBytesPerSecond',
  'userSubmitsPerSecond',
] as const satisfies readonly LimitName[];

export type CountedLimit = (typeof COUNTED_LIMITS)[number];

/** Statuses of answers to `POST /submit`: each has a counter from the start. */
const POST_STATUSES = [200, 400, 401, 403, 408, 413, 415, 422, 429, 503] as const;

/** A refused key is answered with HTTP 403, a refused token with 4001, or with 403 by `POST /submit`. */
export type Credential = 'key' | 'token';

export class Stats {
  /** Events stored. */
  submits = 0;
  /** Events sent, live and replayed, to all consumers together. */
  dispatches = 0;
  /** Bytes of frames read from the log, for replays and for lagging consumers. */
  logReadBytes = 0;
  /** Chunks refused by the log. */
  refusals = 0;
  readonly connections = { anonymous: 0, producer: 0, consumer: 0, monitor: 0 };
  /** How often the broker has sent each close code. */
  readonly closes = new Map<number, number>(Object.values(CloseCode).map((code) => [code, 0]));
  /** How often each limit was reached: a close, an HTTP refusal, a delayed read. */
  readonly limits = new Map<CountedLimit, number>(COUNTED_LIMITS.map((limit) => [limit, 0]));
  /** Answers to `POST /submit`, by status. */
  readonly posts = new Map<number, number>(POST_STATUSES.map((status) => [status, 0]));
  readonly refusedCredentials: Record<Credential, number> = { key: 0, token: 0 };
  /** For each chunk, the time from the first event of its turn until it is stored. */
  readonly commitMs = new Durations();
  /** For each chunk, the time from the first event of its turn until it is written to its consumers' sockets. */
  readonly deliveryMs = new Durations();
  readonly #onLimit: (limit: CountedLimit) => void;

  /** `onLimit` is called whenever a limit is reached. */
  constructor(onLimit: (limit: CountedLimit) => void = () => {}) {
    this.#onLimit = onLimit;
  }

  countClose(code: number): void {
    this.closes.set(code, (this.closes.get(code) ?? 0) + 1);
  }

  countPost(status: number): void {
    this.posts.set(status, (this.posts.get(status) ?? 0) + 1);
  }

  countLimit(limit: CountedLimit): void {
    this.limits.set(limit, (this.limits.get(limit) ?? 0) + 1);
    this.#onLimit(limit);
  }
}

/** Upper bounds of the buckets, ms. */
export const DURATION_BOUNDS_MS = [
  0.1, 0.25, 0.5, 1, 2.5, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000,
] as const;

/** A histogram whose update costs a short loop and two additions. */
export class Durations {
  /** Per bucket, not cumulative; the last one counts values above all bounds. */
  readonly counts: number[] = new Array(DURATION_BOUNDS_MS.length + 1).fill(0);
  sumMs = 0;

  add(ms: number): void {
    let i = 0;
    while (i < DURATION_BOUNDS_MS.length && ms > (DURATION_BOUNDS_MS[i] as number)) i++;
    this.counts[i] = (this.counts[i] as number) + 1;
    this.sumMs += ms;
  }
}
