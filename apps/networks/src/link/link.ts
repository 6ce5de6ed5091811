/**
 * The radio link of a phone, shared by all its connections: two directions with delay, rate, loss and jitter,
 * each of which can be silenced. Runs on a virtual clock in CI, or on the system clock.
 *
 * The link carries TCP segments, so no data is lost during a connection: a lost segment arrives later, after
 * retransmissions, and delays the segments after it. Not modelled: TCP's congestion window, because the
 * rate is the limit of such slow links, and TLS records.
 */
import type { Clock } from '@wearwire/client-core';
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

/** Payload of a full segment, and the overhead of each segment: IPv4 and TCP headers with timestamps. */
export const SEGMENT_BYTES = 1_448;
export const HEADER_BYTES = 52;

const RETRANSMIT_MS_MIN = 200;
const RETRANSMIT_MS_MAX = 60_000;

export type Direction = 'up' | 'down';

export class Link {
  readonly clock: Clock;
  readonly settings: LinkSettings;
  readonly chance: () => number;
  /** Directions that currently drop all data; neither side is notified. */
  readonly silent = new Set<Direction>();
  /** The phone's address. After a change, existing connections carry no data; neither side is notified. */
  address = 0;
  /** Bytes, including headers, and segments sent over the link. */
  readonly carried = { bytes: 0, segments: 0 };
  readonly #busyUntilMs = { up: 0, down: 0 };

  constructor(clock: Clock, settings: LinkSettings, seed: number) {
    this.clock = clock;
    this.settings = settings;
    this.chance = randomFrom(seed);
  }

  get roundTripMs(): number {
    return 2 * this.settings.delayMs;
  }

  setSilent(isSilent: boolean, directions: readonly Direction[] = ['up', 'down']): void {
    for (const direction of directions) {
      if (isSilent) this.silent.add(direction);
      else this.silent.delete(direction);
    }
  }

  /**
   * Sends bytes over the link. Returns the time of their arrival, or `undefined` if they do not arrive.
   */
  transmit(direction: Direction, bytes: number, address: number): number | undefined {
    const { bytesPerSecond, delayMs, jitterMs, loss } = this.settings;
    const segments = Math.max(1, Math.ceil(bytes / SEGMENT_BYTES));
    const total = bytes + segments * HEADER_BYTES;
    this.carried.bytes += total;
    this.carried.segments += segments;
    const startMs = Math.max(this.clock.now(), this.#busyUntilMs[direction]);
    this.#busyUntilMs[direction] = startMs + (total / bytesPerSecond) * 1_000;
    if (this.silent.has(direction) || address !== this.address) return undefined;
    const retransmissionMs =
      loss > 0 ? this.#retransmissionsMs(direction, segments, total / segments) : 0;
    return this.#busyUntilMs[direction] + retransmissionMs + delayMs + this.chance() * jitterMs;
  }

  /**
   * Returns the delay of the last segment caused by losses, including lost retransmissions. A lost segment is
   * detected after a round trip if others follow it, and otherwise only by a timeout.
   */
  #retransmissionsMs(direction: Direction, segments: number, segmentBytes: number): number {
    const { bytesPerSecond, loss } = this.settings;
    let retransmissionMs = 0;
    let sent = segments;
    for (let times = 0; sent > 0; times++) {
      let lost = 0;
      for (let i = 0; i < sent; i++) if (this.chance() < loss) lost++;
      if (lost === 0) break;
      retransmissionMs += times === 0 && sent > 3 ? this.roundTripMs : this.retransmitMs(times);
      this.carried.segments += lost;
      this.carried.bytes += lost * segmentBytes;
      this.#busyUntilMs[direction] += ((lost * segmentBytes) / bytesPerSecond) * 1_000;
      sent = lost;
    }
    return retransmissionMs;
  }

  /** Returns the time until which earlier data occupies the link. */
  busyUntilMs(direction: Direction): number {
    return this.#busyUntilMs[direction];
  }

  /** Returns the retransmission timeout after `times` earlier transmissions. */
  retransmitMs(times: number): number {
    const firstMs = Math.max(RETRANSMIT_MS_MIN, 2 * this.roundTripMs);
    return Math.min(RETRANSMIT_MS_MAX, firstMs * 2 ** times);
  }
}
