/** Sends the newest STATUS of each sensor, at once and after each reconnect. */
import type { Session } from '@wearwire/client-core';
import { Opcode } from '@wearwire/protocol';
import { PRESENT_DEVICES_MAX } from './limits.js';
import type { SensorStatus } from './producer-api.js';

export class Presence {
  readonly #session: Session;
  readonly #byDevice = new Map<string | undefined, SensorStatus>();

  constructor(session: Session) {
    this.#session = session;
  }

  report(status: SensorStatus): void {
    this.#byDevice.delete(status.device_id);
    this.#byDevice.set(status.device_id, status);
    const [oldest] = this.#byDevice.keys();
    if (this.#byDevice.size > PRESENT_DEVICES_MAX) this.#byDevice.delete(oldest);
    if (this.#session.state === 'ready') this.#send(status);
  }

  /** Call when a new connection is ready. */
  connected(): void {
    for (const status of this.#byDevice.values()) this.#send(status);
  }

  #send(status: SensorStatus): void {
    this.#session.send({ op: Opcode.Status, d: status });
    // A disconnected sensor is not reported to later connections.
    if (!status.connected) this.#byDevice.delete(status.device_id);
  }
}
