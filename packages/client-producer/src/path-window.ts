/**
 * How many bytes may be under way on one connection: enough to keep the path busy, and so few that what is
 * sent next does not wait long behind them. Pure: time is an argument.
 *
 * It follows the time that confirmations take, as congestion controls by delay do. The shortest one is the
 * path itself; what is above it is a queue, of our own making or not. While the queue is shorter than the
 * target, the window grows with what is confirmed (doubling each round trip at first, slowly after the first
 * queue); when it is longer, the window shrinks in proportion, once a round trip. The shortest time is kept as
 * long as the connection lives: one that is forgotten would be found anew with our own queue in it, and the
 * queue would grow each time.
 */

/** A first window that takes a second on a path of 64 kbit/s. */
const FIRST_BYTES = 8 * 1024;
/** Not less: a few readings, even on the slowest path. */
export const WINDOW_BYTES_MIN = 2 * 1024;
/** Added once a round trip when it no longer doubles. */
const STEP_BYTES = 2 * 1024;
/** The queue that is aimed at: how long a new event waits behind older ones. */
const QUEUE_TARGET_MS = 400;
const SHRINK_LEAST = 0.5;

export class PathWindow {
  readonly #bytesMax: number;
  #bytes = FIRST_BYTES;
  #isDoubling = true;
  #shortestMs = Number.POSITIVE_INFINITY;
  #shrankAtMs = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes that may be under way. */
  get bytes(): number {
    return Math.min(this.#bytes, this.#bytesMax);
  }

  /** A new connection; `roundTripMs` of its handshake, where it is known. */
  connected(roundTripMs: number | undefined, nowMs: number): void {
    this.#bytes = FIRST_BYTES;
    this.#isDoubling = true;
    this.#shortestMs = roundTripMs ?? Number.POSITIVE_INFINITY;
    this.#shrankAtMs = nowMs;
  }

  /** So many bytes were confirmed, the last of them so long after they were sent; `underWay` with them. */
  confirmed(bytes: number, tookMs: number, underWay: number, nowMs: number): void {
    this.#shortestMs = Math.min(this.#shortestMs, tookMs);
    const targetMs = this.#shortestMs + QUEUE_TARGET_MS;
    if (tookMs > targetMs) {
      this.#isDoubling = false;
      if (nowMs - this.#shrankAtMs < tookMs) return;
      this.#shrankAtMs = nowMs;
      const part = Math.max(SHRINK_LEAST, targetMs / tookMs);
      this.#bytes = Math.max(WINDOW_BYTES_MIN, this.#bytes * part);
    } else if (underWay * 2 >= this.#bytes) {
      // Only a window that is used says anything about the path.
      this.#bytes += this.#isDoubling ? bytes : (STEP_BYTES * bytes) / this.#bytes;
      this.#bytes = Math.min(this.#bytes, this.#bytesMax);
    }
  }
}
