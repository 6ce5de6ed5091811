/** The deadlines of one connection. The wheel checks the connection when the first one is due. */
import type { GatewaySettings } from './gateway.js';

export class Deadlines {
  /** For IDENTIFY (P-ID-2); `Infinity` after it. */
  identifyByMs: number;
  /** For the client's next frame, of any kind (P-HB-3). */
  heartbeatByMs: number;
  /** For reading some of the unsent bytes (P-DIS-7); `Infinity` while the link is not full. */
  readByMs = Infinity;

  readonly #settings: GatewaySettings;

  /** `nowMs`: when the connection was opened. */
  constructor(settings: GatewaySettings, nowMs: number) {
    this.#settings = settings;
    this.identifyByMs = nowMs + settings.identifyTimeoutMs;
    this.heartbeatByMs = nowMs + settings.heartbeatIntervalMs * settings.heartbeatLeeway;
  }

  /** Hot path. */
  frameReceived(nowMs: number): void {
    const { heartbeatIntervalMs, heartbeatLeeway } = this.#settings;
    this.heartbeatByMs = nowMs + heartbeatIntervalMs * heartbeatLeeway;
  }

  /** The link is full, or still full after the client has read some bytes. */
  restartReadDeadline(nowMs: number): void {
    this.readByMs = nowMs + this.#settings.stallTimeoutMs;
  }

  get firstMs(): number {
    return Math.min(this.identifyByMs, this.heartbeatByMs, this.readByMs);
  }
}
