/** Decodes the packets of one characteristic and submits their readings with a timestamp. */
import {
  type BytesInput,
  createDeviceSession,
  type DecodeError,
  type DeviceSession,
} from '@wearwire/ble-parsers';
import type { Producer } from '../producer-api.js';
import { ReadingSubmitter } from './reading-submitter.js';
import type { SensorOptions } from './sensor-api.js';

export class PacketSubmitter {
  readonly #options: SensorOptions;
  readonly #submitter: ReadingSubmitter;
  #session: DeviceSession | undefined;
  #id = '';

  constructor(producer: Pick<Producer, 'submit'>, options: SensorOptions) {
    this.#options = options;
    this.#submitter = new ReadingSubmitter(producer, options);
  }

  /** Call after a reconnect to the sensor: discards values derived from earlier packets. */
  connected(uuid: string): void {
    const { profile = 'gatt', id = uuid, context } = this.#options;
    this.#session = createDeviceSession({ ...context, profile });
    this.#id = id;
    this.#submitter.reconnected();
  }

  /** Submits the readings of a packet. Returns the decoding error, if any. */
  submit(bytes: BytesInput, receivedAtMs: number): DecodeError | undefined {
    const result = this.#session?.next(this.#id, bytes, receivedAtMs);
    if (!result?.ok) return result?.error;
    this.#submitter.submit(result.value.readings, receivedAtMs);
    return undefined;
  }
}
