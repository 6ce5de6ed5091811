/**
 * Rate limits of producers: events and bytes per second, per connection, per user and per developer (P-LIM-1). A
 * connection counts against all limits that are set; a limit that is not set costs nothing.
 *
 * uWebSockets.js cannot stop reading a WebSocket. A producer above its rate is slowed by its ACKs, which wait until
 * `withinRateAtMs`; one that continues regardless is closed when it exceeds the grace.
 */
import type { Submitter } from '../auth/submit-sessions.js';
import { Allowance, type Rate } from '../limits/allowance.js';
import { Allowances } from '../limits/allowances.js';
import type { Consumption } from '../limits/consume-all.js';

/** A rate of 0 per second: unlimited. */
export interface SubmitRateSettings {
  readonly connectionSubmitsPerSecond: number;
  readonly userSubmitsPerSecond: number;
  readonly developerSubmitsPerSecond: number;
  readonly connectionBytesPerSecond: number;
  readonly userBytesPerSecond: number;
  readonly developerBytesPerSecond: number;
  readonly rateBurstMs: number;
  readonly rateGraceMs: number;
  /** Number of events, and of bytes, by which any rate may be exceeded, however low it is. */
  readonly rateGraceEventsLeast: number;
  readonly rateGraceBytesLeast: number;
}

/** The settings that limit how many events or bytes a client submits per second. */
export type SubmitRateLimit = Extract<keyof SubmitRateSettings, `${string}PerSecond`>;

const OF_CONNECTION = ['connectionSubmitsPerSecond', 'connectionBytesPerSecond'] as const;
const OF_USER = ['userSubmitsPerSecond', 'userBytesPerSecond'] as const;
const OF_DEVELOPER = ['developerSubmitsPerSecond', 'developerBytesPerSecond'] as const;

interface RateLimit {
  readonly limit: SubmitRateLimit;
  readonly isOfBytes: boolean;
  readonly allowance: Allowance;
}

/** The limits of one producer's connection. */
export class ProducerRates {
  /** When everything submitted is within the rate limits; ACKs wait until then. */
  withinRateAtMs = 0;
  readonly #limits: readonly RateLimit[];

  constructor(limits: readonly RateLimit[]) {
    this.#limits = limits;
  }

  /** Consumes a frame of `events` events. Returns the limit that it would exceed, if any. Hot path. */
  consume(bytes: number, nowMs: number, events = 1): SubmitRateLimit | undefined {
    for (const { allowance, isOfBytes, limit } of this.#limits) {
      if (!allowance.consume(isOfBytes ? bytes : events, nowMs)) return limit;
      if (allowance.withinRateAtMs > this.withinRateAtMs)
        this.withinRateAtMs = allowance.withinRateAtMs;
    }
    return undefined;
  }

  leave(): void {
    for (const { allowance } of this.#limits) allowance.holders--;
  }
}

export class SubmitRates {
  readonly #settings: SubmitRateSettings;
  /** The limits per user and per developer, for connections and posts together. */
  readonly #shared: ReadonlyMap<SubmitRateLimit, Allowances>;
  /** The limits per connection, for all posts of one user together. */
  readonly #ofPosts: ReadonlyMap<SubmitRateLimit, Allowances>;

  constructor(settings: SubmitRateSettings) {
    this.#settings = settings;
    this.#shared = this.#allowancesOf([...OF_USER, ...OF_DEVELOPER]);
    this.#ofPosts = this.#allowancesOf(OF_CONNECTION);
  }

  /** The limits of a new connection of this user; `undefined`: no limit is set. */
  join(developerId: string, userId: string): ProducerRates | undefined {
    const limits: RateLimit[] = [];
    for (const limit of OF_CONNECTION) {
      if (this.#settings[limit] === 0) continue;
      limits.push(rateLimitOf(limit, new Allowance(this.#rate(limit))));
    }
    for (const [limit, allowances] of this.#shared) {
      limits.push(rateLimitOf(limit, allowances.acquire(keyOf(limit, developerId, userId))));
    }
    return limits.length > 0 ? new ProducerRates(limits) : undefined;
  }

  /**
   * The amounts that a post of this user consumes. All posts of a user count as one connection, because one HTTP
   * connection may send one post or many.
   */
  consumptionOfPost(
    { developerId, userId }: Submitter,
    events: number,
    bytes: number,
  ): Consumption<SubmitRateLimit>[] {
    return [...this.#ofPosts, ...this.#shared].map(([limit, allowances]) => ({
      limit,
      allowance: allowances.of(keyOf(limit, developerId, userId)),
      amount: isOfBytes(limit) ? bytes : events,
    }));
  }

  async purge(nowMs: number): Promise<void> {
    for (const allowances of this.#ofPosts.values()) await allowances.purge(nowMs);
    for (const allowances of this.#shared.values()) await allowances.purge(nowMs);
  }

  #allowancesOf(limits: readonly SubmitRateLimit[]): Map<SubmitRateLimit, Allowances> {
    const set = limits.filter((limit) => this.#settings[limit] > 0);
    return new Map(set.map((limit) => [limit, new Allowances(this.#rate(limit))]));
  }

  #rate(limit: SubmitRateLimit): Rate {
    const { rateBurstMs, rateGraceMs, rateGraceEventsLeast, rateGraceBytesLeast } = this.#settings;
    const perSecond = this.#settings[limit];
    const least = isOfBytes(limit) ? rateGraceBytesLeast : rateGraceEventsLeast;
    const graceMs = Math.max(rateGraceMs, (least * 1_000) / perSecond);
    return { perSecond, burstMs: rateBurstMs, graceMs };
  }
}

function rateLimitOf(limit: SubmitRateLimit, allowance: Allowance): RateLimit {
  return { limit, isOfBytes: isOfBytes(limit), allowance };
}

/** The key of the developer or of the user, whichever the limit applies to. */
function keyOf(limit: SubmitRateLimit, developerId: string, userId: string): string {
  const isOfDeveloper = (OF_DEVELOPER as readonly SubmitRateLimit[]).includes(limit);
  return isOfDeveloper ? developerId : JSON.stringify([developerId, userId]);
}

function isOfBytes(limit: SubmitRateLimit): boolean {
  return limit.endsWith('BytesPerSecond');
}
