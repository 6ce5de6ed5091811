/**
 * How fast replays go. Each slice of one has a turn of the event loop to itself, so that other clients have
 * theirs between two. While other developers' events flow, the broker's replays take their slices one by one
 * and rest after each in proportion to the time that it took: a busy processor slows them down by itself.
 *
 *    ─ slice ─┤ rest, five times as long ├─ slice ─┤ rest …
 */
import type { Stats } from '../observability/stats.js';

/** Time, as tests turn it. */
export interface PaceClock {
  /** Never steps back; ms. */
  now(): number;
  /** Resolves in the next turn of the event loop. */
  turn(): Promise<void>;
  /** Resolves after so many ms, or a little later. */
  sleep(ms: number): Promise<void>;
}

/** What a replay reads of, and what is to be told from its neighbours' events. */
export interface PacedStream {
  /** Newest seq of the developer. */
  readonly committedSeq: number;
  readonly stats: Pick<Stats, 'submits'>;
}

/** While others are to be spared: some 0.2 ms of a turn. */
const SLICE_BYTES_MAX = 64 * 1024;

/** Rests so many times as long as a slice took. */
const REST_PART = 5;

/** A timer is no finer than 1 ms: what a rest was too long is made up for, up to so much. */
const CREDIT_MS = 2;

/** Nothing came from other developers for so long: nobody has to be spared. */
const QUIET_MS = 1_000;

/** The pace of all replays of one broker. */
export class ReplayPace {
  readonly #clock: PaceClock;
  #freeAtMs = -Infinity;
  #queue: Promise<void> = Promise.resolve();

  constructor(clock: PaceClock) {
    this.#clock = clock;
  }

  /** For the replays of one consumer. */
  of(stream: PacedStream): ConsumerPace {
    return new ConsumerPace(stream, this, this.#clock);
  }

  /** Runs the slice after those before it and their rests. */
  rested(slice: () => void): Promise<void> {
    const ran = this.#queue.then(() => this.#rest()).then(() => this.#timed(slice));
    this.#queue = ran.catch(() => {});
    return ran;
  }

  #rest(): Promise<void> {
    const restMs = this.#freeAtMs - this.#clock.now();
    return restMs > 0 ? this.#clock.sleep(restMs) : this.#clock.turn();
  }

  #timed(slice: () => void): void {
    const startMs = this.#clock.now();
    slice();
    const tookMs = this.#clock.now() - startMs;
    const freeMs = Math.max(this.#freeAtMs, startMs - CREDIT_MS);
    this.#freeAtMs = freeMs + tookMs * (1 + REST_PART);
  }
}

/** The pace of one consumer's replays. */
export class ConsumerPace {
  readonly #stream: PacedStream;
  readonly #pace: ReplayPace;
  readonly #clock: PaceClock;
  #othersEvents: number;
  #othersAtMs = -Infinity;

  constructor(stream: PacedStream, pace: ReplayPace, clock: PaceClock) {
    this.#stream = stream;
    this.#pace = pace;
    this.#clock = clock;
    this.#othersEvents = this.#countOthers();
  }

  /** Bytes of frames for one turn of the event loop; a whole page where nobody is to be spared. */
  get sliceBytesMax(): number {
    return this.#othersAreLive() ? SLICE_BYTES_MAX : Infinity;
  }

  /** Runs the slice when its time has come. */
  replay(slice: () => void): Promise<void> {
    return this.#othersAreLive() ? this.#pace.rested(slice) : this.catchUp(slice);
  }

  /** Of a consumer that lags: without a rest, because it has to outrun what comes in. */
  async catchUp(slice: () => void): Promise<void> {
    await this.#clock.turn();
    slice();
  }

  #othersAreLive(): boolean {
    const nowMs = this.#clock.now();
    const events = this.#countOthers();
    if (events !== this.#othersEvents) this.#othersAtMs = nowMs;
    this.#othersEvents = events;
    return nowMs - this.#othersAtMs < QUIET_MS;
  }

  /** Grows with each event that is not the developer's own. */
  #countOthers(): number {
    return this.#stream.stats.submits - this.#stream.committedSeq;
  }
}
