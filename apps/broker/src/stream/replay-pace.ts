/**
 * Paces replays. Each slice of a replay has a separate turn of the event loop, so that other clients are served
 * between two slices. While other developers' events flow, the replays of the broker send their slices one by one and
 * pause after each in proportion to its duration, so that a busy processor slows them down automatically.
 *
 * ─ slice ─┤ pause, five times as long ├─ slice ─┤ pause …
 */
import type { Stats } from '../observability/stats.js';

/** The source of time; tests replace it. */
export interface PaceClock {
  /** Never steps back; ms. */
  now(): number;
  /** Resolves in the next turn of the event loop. */
  turn(): Promise<void>;
  /** Resolves after the given ms, or a little later. */
  sleep(ms: number): Promise<void>;
}

/** The developer whose events a replay reads. */
interface PacedStream {
  /** Newest seq of the developer. */
  readonly committedSeq: number;
}

/** Bytes of a slice while other developers are active: about 0.2 ms. */
const SLICE_BYTES_MAX = 64 * 1024;

/** Pause after a slice, as a multiple of its duration. */
const PAUSE_FACTOR = 5;

/** Timers have a resolution of 1 ms. The overshoot of a pause is credited to the next one, up to this many ms. */
const CREDIT_MS = 2;

/** After this long without events of other developers, replays are not paced. */
const QUIET_MS = 1_000;

/** The pace of all replays of one broker. */
export class ReplayPace {
  readonly #clock: PaceClock;
  #nextSliceAtMs = -Infinity;
  #queue: Promise<void> = Promise.resolve();

  constructor(clock: PaceClock) {
    this.#clock = clock;
  }

  /** Returns the pace of one consumer's replays. */
  of(stream: PacedStream, stats: Pick<Stats, 'submits'>): ConsumerPace {
    return new ConsumerPace(stream, stats, this, this.#clock);
  }

  /** Runs the slice after the earlier slices and their pauses. */
  paced(slice: () => void): Promise<void> {
    const ran = this.#queue.then(() => this.#pause()).then(() => this.#timed(slice));
    this.#queue = ran.catch(() => {});
    return ran;
  }

  #pause(): Promise<void> {
    const pauseMs = this.#nextSliceAtMs - this.#clock.now();
    return pauseMs > 0 ? this.#clock.sleep(pauseMs) : this.#clock.turn();
  }

  #timed(slice: () => void): void {
    const startMs = this.#clock.now();
    slice();
    const tookMs = this.#clock.now() - startMs;
    const fromMs = Math.max(this.#nextSliceAtMs, startMs - CREDIT_MS);
    this.#nextSliceAtMs = fromMs + tookMs * (1 + PAUSE_FACTOR);
  }
}

/** The pace of one consumer's replays. */
export class ConsumerPace {
  readonly #stream: PacedStream;
  readonly #stats: Pick<Stats, 'submits'>;
  readonly #pace: ReplayPace;
  readonly #clock: PaceClock;
  #othersEvents: number;
  #othersSeenAtMs = -Infinity;

  constructor(
    stream: PacedStream,
    stats: Pick<Stats, 'submits'>,
    pace: ReplayPace,
    clock: PaceClock,
  ) {
    this.#stream = stream;
    this.#stats = stats;
    this.#pace = pace;
    this.#clock = clock;
    this.#othersEvents = this.#countOthers();
  }

  /** Bytes of frames per turn of the event loop; unlimited while no other developer is active. */
  get sliceBytesMax(): number {
    return this.#othersAreLive() ? SLICE_BYTES_MAX : Infinity;
  }

  /** Runs the slice in its turn. */
  replay(slice: () => void): Promise<void> {
    return this.#othersAreLive() ? this.#pace.paced(slice) : this.catchUp(slice);
  }

  /** Runs a slice of catch-up: without a pause, because it must be faster than new events arrive. */
  async catchUp(slice: () => void): Promise<void> {
    await this.#clock.turn();
    slice();
  }

  #othersAreLive(): boolean {
    const nowMs = this.#clock.now();
    const events = this.#countOthers();
    if (events !== this.#othersEvents) this.#othersSeenAtMs = nowMs;
    this.#othersEvents = events;
    return nowMs - this.#othersSeenAtMs < QUIET_MS;
  }

  /** Grows with each event of other developers. */
  #countOthers(): number {
    return this.#stats.submits - this.#stream.committedSeq;
  }
}
