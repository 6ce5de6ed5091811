/** The newest word about each sensor, told to the server now and again when it comes back. */
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

  tell(status: SensorStatus): void {
    this.#byDevice.delete(status.device_id);
    this.#byDevice.set(status.device_id, status);
    const [oldest] = this.#byDevice.keys();
    if (this.#byDevice.size > PRESENT_DEVICES_MAX) this.#byDevice.delete(oldest);
    if (this.#session.state === 'ready') this.#send(status);
  }

  /** A new connection is ready. */
  connected(): void {
    for (const status of this.#byDevice.values()) this.#send(status);
  }

  #send(status: SensorStatus): void {
    this.#session.send({ op: Opcode.Status, d: status });
    // That a sensor is gone need not be said to another connection.
    if (!status.connected) this.#byDevice.delete(status.device_id);
  }
}
