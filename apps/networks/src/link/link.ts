/**
 * The radio link of one phone: two directions, each with a delay, a rate, a loss, a jitter, and a switch that
 * makes it silent. All connections of the phone share it. On any clock: virtual for CI, real by hand.
 *
 * What is carried are TCP segments, so nothing is lost for good while a connection lives: a lost segment
 * arrives later, after retransmissions, and holds up what was sent behind it. Not modelled: TCP's own
 * congestion window (a link this slow is bounded by its rate) and TLS records.
 */
import type { Clock } from '@wearwire/client-core';

export interface LinkSettings {
  /** Half of the round trip, in ms. */
  readonly delayMs: number;
  /** Random part on top of it, in ms. */
  readonly jitterMs: number;
  readonly bytesPerSecond: number;
  /** Part of the segments that are lost, 0 to 1. */
  readonly loss: number;
}

/** Payload of a full segment, and what each segment costs beside it: IPv4 and TCP with timestamps. */
export const SEGMENT_BYTES = 1_448;
export const HEADER_BYTES = 52;

const RETRANSMIT_MS_MIN = 200;
const RETRANSMIT_MS_MAX = 60_000;

export type Direction = 'up' | 'down';

/** Seeded, so that a run can be repeated: mulberry32. */
export function chanceOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 2 ** 32;
  };
}

export class Link {
  readonly clock: Clock;
  readonly settings: LinkSettings;
  readonly chance: () => number;
  /** Directions that carry nothing at present; nobody is told. */
  readonly silent = new Set<Direction>();
  /** Another one makes every connection of the one before dead, without a word. */
  address = 0;
  /** Bytes and segments that were put on the link, headers included. */
  readonly carried = { bytes: 0, segments: 0 };
  readonly #busyUntilMs = { up: 0, down: 0 };

  constructor(clock: Clock, settings: LinkSettings, seed: number) {
    this.clock = clock;
    this.settings = settings;
    this.chance = chanceOf(seed);
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

  /** Puts so many bytes on the link now. Returns when they arrive, or `undefined`: they do not. */
  transmit(direction: Direction, bytes: number, address: number): number | undefined {
    const { bytesPerSecond, delayMs, jitterMs, loss } = this.settings;
    const segments = Math.max(1, Math.ceil(bytes / SEGMENT_BYTES));
    const total = bytes + segments * HEADER_BYTES;
    this.carried.bytes += total;
    this.carried.segments += segments;
    const startMs = Math.max(this.clock.now(), this.#busyUntilMs[direction]);
    this.#busyUntilMs[direction] = startMs + (total / bytesPerSecond) * 1_000;
    if (this.silent.has(direction) || address !== this.address) return undefined;
    const againMs = loss > 0 ? this.#retransmissionsMs(direction, segments, total / segments) : 0;
    return this.#busyUntilMs[direction] + againMs + delayMs + this.chance() * jitterMs;
  }

  /**
   * How much later the last of so many segments arrives because some were lost, and lost again. With others
   * behind it a lost one is noticed after a round trip, a single one only by a timeout.
   */
  #retransmissionsMs(direction: Direction, segments: number, segmentBytes: number): number {
    const { bytesPerSecond, loss } = this.settings;
    let againMs = 0;
    let sent = segments;
    for (let times = 0; sent > 0; times++) {
      let lost = 0;
      for (let i = 0; i < sent; i++) if (this.chance() < loss) lost++;
      if (lost === 0) break;
      againMs += times === 0 && sent > 3 ? this.roundTripMs : this.retransmitMs(times);
      this.carried.segments += lost;
      this.carried.bytes += lost * segmentBytes;
      this.#busyUntilMs[direction] += ((lost * segmentBytes) / bytesPerSecond) * 1_000;
      sent = lost;
    }
    return againMs;
  }

  /** Until when what was put on the link before keeps it busy. */
  busyUntilMs(direction: Direction): number {
    return this.#busyUntilMs[direction];
  }

  /** How long a sender waits before it sends a segment again, after so many times. */
  retransmitMs(times: number): number {
    const firstMs = Math.max(RETRANSMIT_MS_MIN, 2 * this.roundTripMs);
    return Math.min(RETRANSMIT_MS_MAX, firstMs * 2 ** times);
  }
}
