/**
 * The radio link of a phone, shared by all its connections. Each of its two directions has a delay, a rate, loss and
 * jitter, and can be silenced. Runs on a virtual clock or in real time.
 *
 * The link carries TCP segments, so no data is lost during a connection: a lost segment arrives later, after
 * retransmissions, and delays the segments after it. Not modelled: TLS records; and TCP's congestion window, because
 * the rate is the limit of such slow links.
 */
import type { Clock, Random } from '@wearwire/client-core';
import { randomFrom } from '@wearwire/test-support';

export interface LinkSettings {
  /** Half of the round trip time, in ms. */
  readonly delayMs: number;
  /** Maximum random addition to the delay, in ms. */
  readonly jitterMs: number;
  readonly bytesPerSecond: number;
  /** Fraction of segments that are lost, 0 to 1. */
  readonly loss: number;
}

const DEFAULT_LINK: LinkSettings = { delayMs: 50, jitterMs: 10, bytesPerSecond: 125_000, loss: 0 };

/** Payload of a full segment, and the overhead of each segment: IPv4 and TCP headers with timestamps. */
export const SEGMENT_BYTES = 1_448;
const HEADER_BYTES = 52;
/** A loss is detected without a timeout if at least this many segments follow (RFC 5681, section 3.2). */
const DUPLICATE_ACKS = 3;

const TIMEOUT_MS_MIN = 200;
const TIMEOUT_MS_MAX = 60_000;

export type Direction = 'up' | 'down';

export class Link {
  readonly clock: Clock;
  readonly random: Random;
  /** The phone's address. After a change, existing connections carry no data; neither side is notified. */
  address = 0;
  /** Bytes, including headers, and segments sent over the link. */
  readonly carried = { bytes: 0, segments: 0 };
  readonly #settings: LinkSettings;
  readonly #silent = new Set<Direction>();
  readonly #busyUntilMs = { up: 0, down: 0 };

  /** `settings` override those of `DEFAULT_LINK`. */
  constructor(clock: Clock, settings: Partial<LinkSettings>, seed: number) {
    this.clock = clock;
    this.#settings = { ...DEFAULT_LINK, ...settings };
    this.random = randomFrom(seed);
  }

  /** While a direction is silent it drops all data; neither side is notified. */
  setSilent(isSilent: boolean, directions: readonly Direction[] = ['up', 'down']): void {
    for (const direction of directions) {
      if (isSilent) this.#silent.add(direction);
      else this.#silent.delete(direction);
    }
  }

  /** Sends bytes over the link. Returns the time of their arrival, or `undefined` if they do not arrive. */
  transmit(direction: Direction, bytes: number, address: number): number | undefined {
    const { bytesPerSecond, delayMs, jitterMs, loss } = this.#settings;
    const segments = Math.max(1, Math.ceil(bytes / SEGMENT_BYTES));
    const total = bytes + segments * HEADER_BYTES;
    this.carried.bytes += total;
    this.carried.segments += segments;
    const startMs = Math.max(this.clock.now(), this.#busyUntilMs[direction]);
    this.#busyUntilMs[direction] = startMs + (total / bytesPerSecond) * 1_000;
    if (this.#silent.has(direction) || address !== this.address) return undefined;
    const lossDelayMs = loss > 0 ? this.#lossDelayMs(direction, segments, total / segments) : 0;
    return this.#busyUntilMs[direction] + lossDelayMs + delayMs + this.random() * jitterMs;
  }

  /**
   * Returns the delay of the last segment caused by losses, including lost retransmissions. The first loss is detected
   * after a round trip if enough segments follow, and otherwise only by a timeout.
   */
  #lossDelayMs(direction: Direction, segments: number, segmentBytes: number): number {
    const { bytesPerSecond, delayMs, loss } = this.#settings;
    let lossDelayMs = 0;
    let sent = segments;
    for (let attempts = 0; sent > 0; attempts++) {
      let lost = 0;
      for (let i = 0; i < sent; i++) if (this.random() < loss) lost++;
      if (lost === 0) break;
      const isFast = attempts === 0 && sent > DUPLICATE_ACKS;
      lossDelayMs += isFast ? 2 * delayMs : this.retransmissionTimeoutMs(attempts);
      this.carried.segments += lost;
      this.carried.bytes += lost * segmentBytes;
      this.#busyUntilMs[direction] += ((lost * segmentBytes) / bytesPerSecond) * 1_000;
      sent = lost;
    }
    return lossDelayMs;
  }

  /** Returns the time until which earlier data occupies the link. */
  busyUntilMs(direction: Direction): number {
    return this.#busyUntilMs[direction];
  }

  /** Returns the timeout after this many earlier attempts: twice the round trip (at least 200 ms), doubled to 60 s. */
  retransmissionTimeoutMs(attempts: number): number {
    const firstMs = Math.max(TIMEOUT_MS_MIN, 2 * 2 * this.#settings.delayMs);
    return Math.min(TIMEOUT_MS_MAX, firstMs * 2 ** attempts);
  }
}
