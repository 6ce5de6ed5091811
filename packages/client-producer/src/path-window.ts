/**
 * The number of bytes that may be in flight on one connection: enough to use the path fully, but few enough
 * that the next event does not wait long behind them. Pure: time is an argument.
 *
 * It is a delay-based congestion control. The shortest confirmation time is the delay of the path; any excess is
 * queueing delay, caused by this client or by others. While it is below the target, the window grows with each
 * confirmation (doubling per round trip at first, linearly after the first queue); above the target, the window
 * shrinks in proportion, once per round trip. The shortest time is kept for the whole connection: measuring it again
 * would include the client's own queue, and the queue would grow each time.
 */

/** Initial window: one second on a path of 64 kbit/s. */
const FIRST_BYTES = 8 * 1024;
/** Minimum window: a few readings, even on the slowest path. */
export const WINDOW_BYTES_MIN = 2 * 1024;
/** Added per round trip when the window no longer doubles. */
const STEP_BYTES = 2 * 1024;
/** Target queueing delay: how long a new event waits behind older ones. */
const QUEUE_TARGET_MS = 400;
const SHRINK_MIN = 0.5;

export class PathWindow {
  readonly #bytesMax: number;
  #bytes = FIRST_BYTES;
  #isDoubling = true;
  #shortestMs = Number.POSITIVE_INFINITY;
  #shrankAtMs = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** Bytes that may be in flight. */
  get bytes(): number {
    return Math.min(this.#bytes, this.#bytesMax);
  }

  /** Resets for a new connection. `roundTripMs`: round trip of its handshake, if known. */
  connected(roundTripMs: number | undefined, nowMs: number): void {
    this.#bytes = FIRST_BYTES;
    this.#isDoubling = true;
    this.#shortestMs = roundTripMs ?? Number.POSITIVE_INFINITY;
    this.#shrankAtMs = nowMs;
  }

  /**
   * Call when bytes were confirmed: their number, the time since the last of them was sent, and the bytes in
   * flight including them.
   */
  confirmed(bytes: number, durationMs: number, inFlightBytes: number, nowMs: number): void {
    this.#shortestMs = Math.min(this.#shortestMs, durationMs);
    const targetMs = this.#shortestMs + QUEUE_TARGET_MS;
    if (durationMs > targetMs) {
      this.#isDoubling = false;
      if (nowMs - this.#shrankAtMs < durationMs) return;
      this.#shrankAtMs = nowMs;
      const factor = Math.max(SHRINK_MIN, targetMs / durationMs);
      this.#bytes = Math.max(WINDOW_BYTES_MIN, this.#bytes * factor);
    } else if (inFlightBytes * 2 >= this.#bytes) {
      // Only a window that is in use gives information about the path.
      this.#bytes += this.#isDoubling ? bytes : (STEP_BYTES * bytes) / this.#bytes;
      this.#bytes = Math.min(this.#bytes, this.#bytesMax);
    }
  }
}
