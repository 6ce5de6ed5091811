/**
 * How many events the server keeps that the consumer has not done with, as far as that is known. The server
 * tells its newest seq at READY and with each HEARTBEAT_ACK (extension `position`). What has come in says
 * nothing about what is still to come, so while events come it is asked again and again; without a recent
 * answer nothing is claimed.
 */

/** While events come, the server is asked this often at most. */
export const LAG_ASK_MS = 5_000;
/** What it told counts for so long after events that it did not know of. */
const LAG_TOLD_MS = 3 * LAG_ASK_MS;

export class Lag {
  #newest: number | undefined;
  #toldAtMs = 0;
  #askedAtMs = 0;
  /** Whether an event has come in since the server told. */
  #hasMore = false;

  /** The server told its newest seq. */
  told(seq: number, nowMs: number): void {
    this.#newest = seq;
    this.#toldAtMs = nowMs;
    this.#hasMore = false;
  }

  /** The connection is gone: what the server has is not known any more. */
  forget(): void {
    this.#newest = undefined;
  }

  /** Hot path: an event came in. Returns whether to ask the server now. */
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
