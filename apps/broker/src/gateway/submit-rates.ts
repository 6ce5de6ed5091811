/**
 * Rate limits of producers: events and bytes per second, per connection, per user and per developer (P-LIM-1). A
 * connection counts against all limits that are set; a limit that is not set costs nothing.
 *
 * uWebSockets.js cannot stop reading a WebSocket. A producer above its rate is slowed by its ACKs, which wait until
 * `paidAtMs`; one that continues regardless is closed when it exceeds the grace.
 */
import { Allowance, type Rate } from '../limits/allowance.js';
import { Allowances } from '../limits/allowances.js';

/** Per second; 0: no bound. */
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

type Limit = Extract<keyof SubmitRateSettings, `${string}PerSecond`>;

const OF_CONNECTION = ['connectionSubmitsPerSecond', 'connectionBytesPerSecond'] as const;
const OF_USER = ['userSubmitsPerSecond', 'userBytesPerSecond'] as const;
const OF_DEVELOPER = ['developerSubmitsPerSecond', 'developerBytesPerSecond'] as const;

interface Share {
  readonly limit: Limit;
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
  take(bytes: number, nowMs: number, events = 1): Limit | undefined {
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
  readonly #shared: ReadonlyMap<Limit, Allowances>;

  constructor(settings: SubmitRateSettings) {
    this.#settings = settings;
    const set = [...OF_USER, ...OF_DEVELOPER].filter((limit) => settings[limit] > 0);
    this.#shared = new Map(set.map((limit) => [limit, new Allowances(this.#rate(limit))]));
  }

  /** For a connection of this user; `undefined`: no limit is set. */
  join(developerId: string, userId: string): ProducerRates | undefined {
    const shares: Share[] = [];
    for (const limit of OF_CONNECTION) {
      if (this.#settings[limit] > 0) shares.push(shareOf(limit, new Allowance(this.#rate(limit))));
    }
    const user = JSON.stringify([developerId, userId]);
    for (const [limit, allowances] of this.#shared) {
      const isOfUser = (OF_USER as readonly Limit[]).includes(limit);
      shares.push(shareOf(limit, allowances.hold(isOfUser ? user : developerId)));
    }
    return shares.length > 0 ? new ProducerRates(shares) : undefined;
  }

  async purge(nowMs: number): Promise<void> {
    for (const allowances of this.#shared.values()) await allowances.purge(nowMs);
  }

  #rate(limit: Limit): Rate {
    const { rateBurstMs, rateGraceMs, rateGraceEventsLeast, rateGraceBytesLeast } = this.#settings;
    const perSecond = this.#settings[limit];
    const least = isOfBytes(limit) ? rateGraceBytesLeast : rateGraceEventsLeast;
    const graceMs = Math.max(rateGraceMs, (least * 1_000) / perSecond);
    return { perSecond, burstMs: rateBurstMs, graceMs };
  }
}

function shareOf(limit: Limit, allowance: Allowance): Share {
  return { limit, isOfBytes: isOfBytes(limit), allowance };
}

function isOfBytes(limit: Limit): boolean {
  return limit.endsWith('BytesPerSecond');
}
