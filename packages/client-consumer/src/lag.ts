/**
 * The number of stored events that the consumer has not processed, if known. The server sends its newest seq
 * at READY and with each HEARTBEAT_ACK (extension `position`). Received events do not show how many are still
 * to come, so the client sends extra heartbeats while events arrive. Without a recent answer the lag is
 * unknown.
 */

/** Shortest interval between extra heartbeats while events arrive. */
export const LAG_ASK_MS = 5_000;
/** How long an answer stays valid after events that it does not include. */
const LAG_TOLD_MS = 3 * LAG_ASK_MS;

export class Lag {
  #newest: number | undefined;
  #toldAtMs = 0;
  #askedAtMs = 0;
  /** Whether an event has arrived since the last answer. */
  #hasMore = false;

  /** Call with the newest seq that the server sent. */
  told(seq: number, nowMs: number): void {
    this.#newest = seq;
    this.#toldAtMs = nowMs;
    this.#hasMore = false;
  }

  /** Call when the connection is lost: the newest seq is unknown. */
  forget(): void {
    this.#newest = undefined;
  }

  /** Hot path: call for each event. Returns whether to send an extra heartbeat now. */
  received(nowMs: number): boolean {
    this.#hasMore = true;
    if (this.#newest === undefined || nowMs - this.#askedAtMs < LAG_ASK_MS) return false;
    this.#askedAtMs = nowMs;
    return true;
  }

  behind(position: number | undefined, nowMs: number): number | undefined {
    if (this.#newest === undefined || position === undefined) return undefined;
    if (this.#hasMore && nowMs - this.#toldAtMs > LAG_TOLD_MS) return undefined;
    return Math.max(0, this.#newest - position);
  }
}
