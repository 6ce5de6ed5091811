/**
 * The number of stored events that the consumer has not processed, if known. The server sends its newest seq at READY
 * and with each HEARTBEAT_ACK (extension `position`). Received events do not show how many will follow, so the client
 * sends extra heartbeats while events arrive. Without a recent response the lag is unknown.
 */

/** Minimum interval between extra heartbeats while events arrive. */
export const LAG_REQUEST_INTERVAL_MS = 5_000;
/** Maximum age of a response that is still valid although events have arrived after it. */
const LAG_VALID_MS = 3 * LAG_REQUEST_INTERVAL_MS;

export class Lag {
  #newest: number | undefined;
  #updatedAtMs = 0;
  #requestedAtMs = 0;
  /** Whether an event has arrived since the last response. */
  #hasNewEvents = false;

  /** Call with the newest seq that the server sent. */
  update(seq: number, nowMs: number): void {
    this.#newest = seq;
    this.#updatedAtMs = nowMs;
    this.#hasNewEvents = false;
  }

  /** Call when the connection is lost: the newest seq is unknown. */
  reset(): void {
    this.#newest = undefined;
  }

  /** Hot path: call for each event. Returns whether to send an extra heartbeat now. */
  recordEvent(nowMs: number): boolean {
    this.#hasNewEvents = true;
    if (this.#newest === undefined || nowMs - this.#requestedAtMs < LAG_REQUEST_INTERVAL_MS)
      return false;
    this.#requestedAtMs = nowMs;
    return true;
  }

  eventsAfter(position: number | undefined, nowMs: number): number | undefined {
    if (this.#newest === undefined || position === undefined) return undefined;
    if (this.#hasNewEvents && nowMs - this.#updatedAtMs > LAG_VALID_MS) return undefined;
    return Math.max(0, this.#newest - position);
  }
}
