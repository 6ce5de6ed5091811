/**
 * Rate limits of producers: events and bytes per second, per connection, per user and per developer (P-LIM-1). A
 * connection counts against all limits that are set; a limit that is not set costs nothing.
 *
 * uWebSockets.js cannot stop reading a WebSocket. A producer above its rate is slowed by its ACKs, which wait until
 * `paidAtMs`; one that continues regardless is closed when it exceeds the grace.
 */
import type { Submitter } from '../auth/submit-sessions.js';
import { Allowance, type Rate } from '../limits/allowance.js';
import { Allowances } from '../limits/allowances.js';
import type { Take } from '../limits/take-all.js';

/** Per second; 0: unlimited. */
export interface SubmitRateSettings {
  readonly connectionSubmitsPerSecond: number;
  readonly userSubmitsPerSecond: number;
  readonly developerSubmitsPerSecond: number;
  readonly connectionBytesPerSecond: number;
  readonly userBytesPerSecond: number;
  readonly developerBytesPerSecond: number;
  readonly rateBurstMs: number;
  readonly rateGraceMs: number;
  /** Amount by which any rate, however low, may be exceeded. */
  readonly rateGraceEventsLeast: number;
  readonly rateGraceBytesLeast: number;
}

/** The settings that limit how many events or bytes a client submits per second. */
export type SubmitRateLimit = Extract<keyof SubmitRateSettings, `${string}PerSecond`>;

const OF_CONNECTION = ['connectionSubmitsPerSecond', 'connectionBytesPerSecond'] as const;
const OF_USER = ['userSubmitsPerSecond', 'userBytesPerSecond'] as const;
const OF_DEVELOPER = ['developerSubmitsPerSecond', 'developerBytesPerSecond'] as const;

interface Share {
  readonly limit: SubmitRateLimit;
  readonly isOfBytes: boolean;
  readonly allowance: Allowance;
}

/** The limits of one producer's connection. */
export class ProducerRates {
  /** When everything submitted is paid for; ACKs wait until then. */
  paidAtMs = 0;
  readonly #shares: readonly Share[];

  constructor(shares: readonly Share[]) {
    this.#shares = shares;
  }

  /** Consumes a frame of `events` events. Returns the limit that it would exceed, if any. Hot path. */
  take(bytes: number, nowMs: number, events = 1): SubmitRateLimit | undefined {
    for (const { allowance, isOfBytes, limit } of this.#shares) {
      if (!allowance.take(isOfBytes ? bytes : events, nowMs)) return limit;
      if (allowance.paidAtMs > this.paidAtMs) this.paidAtMs = allowance.paidAtMs;
    }
    return undefined;
  }

  leave(): void {
    for (const { allowance } of this.#shares) allowance.holders--;
  }
}

export class SubmitRates {
  readonly #settings: SubmitRateSettings;
  readonly #shared: ReadonlyMap<SubmitRateLimit, Allowances>;
  /** The limits of a connection, by user. */
  readonly #ofPosts: ReadonlyMap<SubmitRateLimit, Allowances>;

  constructor(settings: SubmitRateSettings) {
    this.#settings = settings;
    this.#shared = this.#allowancesOf([...OF_USER, ...OF_DEVELOPER]);
    this.#ofPosts = this.#allowancesOf(OF_CONNECTION);
  }

  /** For a connection of this user; `undefined`: no limit is set. */
  join(developerId: string, userId: string): ProducerRates | undefined {
    const shares: Share[] = [];
    for (const limit of OF_CONNECTION) {
      if (this.#settings[limit] > 0) shares.push(shareOf(limit, new Allowance(this.#rate(limit))));
    }
    const user = JSON.stringify([developerId, userId]);
    for (const [limit, allowances] of this.#shared) {
      shares.push(shareOf(limit, allowances.hold(isOfDeveloper(limit) ? developerId : user)));
    }
    return shares.length > 0 ? new ProducerRates(shares) : undefined;
  }

  /**
   * What a post of this user takes. All posts of a user count as one connection, since a connection of HTTP may carry
   * one post or many.
   */
  takesOfPost(
    { developerId, userId }: Submitter,
    events: number,
    bytes: number,
  ): Take<SubmitRateLimit>[] {
    const user = JSON.stringify([developerId, userId]);
    return [...this.#ofPosts, ...this.#shared].map(([limit, allowances]) => ({
      limit,
      allowance: allowances.of(isOfDeveloper(limit) ? developerId : user),
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

function shareOf(limit: SubmitRateLimit, allowance: Allowance): Share {
  return { limit, isOfBytes: isOfBytes(limit), allowance };
}

function isOfDeveloper(limit: SubmitRateLimit): boolean {
  return (OF_DEVELOPER as readonly SubmitRateLimit[]).includes(limit);
}

function isOfBytes(limit: SubmitRateLimit): boolean {
  return limit.endsWith('BytesPerSecond');
}
