/** The packets of one characteristic, decoded and submitted with their time. */
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

  /** A new connection to the sensor: what was derived from earlier packets means nothing now. */
  connected(uuid: string): void {
    const { profile = 'gatt', id = uuid, context } = this.#options;
    this.#session = createDeviceSession({ ...context, profile });
    this.#id = id;
    this.#submitter.reconnected();
  }

  /** Submits what is in it; returns what was wrong with it, if anything was. */
  submit(bytes: BytesInput, receivedAtMs: number): DecodeError | undefined {
    const result = this.#session?.next(this.#id, bytes, receivedAtMs);
    if (!result?.ok) return result?.error;
    this.#submitter.submit(result.value.readings, receivedAtMs);
    return undefined;
  }
}
