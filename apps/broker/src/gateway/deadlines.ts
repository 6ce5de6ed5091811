/** The times by which a connection must have done something; the wheel looks when the first one is due. */
import type { GatewaySettings } from './gateway.js';

export class Deadlines {
  /** IDENTIFY (P-ID-2); `Infinity` once it came. */
  identifyByMs: number;
  /** The next frame of the client, of whatever kind: a HEARTBEAT if it has nothing else to say (P-HB-3). */
  heartbeatByMs: number;
  /** The client takes some of what is unsent (P-DIS-7); `Infinity` while all goes well. */
  takeByMs = Infinity;

  readonly #settings: GatewaySettings;

  /** `nowMs`: when the connection was opened. */
  constructor(settings: GatewaySettings, nowMs: number) {
    this.#settings = settings;
    this.identifyByMs = nowMs + settings.identifyTimeoutMs;
    this.heartbeatByMs = nowMs + settings.heartbeatIntervalMs * settings.heartbeatLeeway;
  }

  /** Hot path. */
  frameCame(nowMs: number): void {
    const { heartbeatIntervalMs, heartbeatLeeway } = this.#settings;
    this.heartbeatByMs = nowMs + heartbeatIntervalMs * heartbeatLeeway;
  }

  /** The link is full, or took some and is full still: the time starts anew. */
  waitForRoom(nowMs: number): void {
    this.takeByMs = nowMs + this.#settings.stallTimeoutMs;
  }

  get firstMs(): number {
    return Math.min(this.identifyByMs, this.heartbeatByMs, this.takeByMs);
  }
}
