/** From a packet to readings of the protocol, in its units, submitted with their time. */
import {
  type BytesInput,
  createDeviceSession,
  type DecodeError,
  type DeviceSession,
  type Reading,
} from '@wearwire/ble-parsers';
import type { Producer } from '../producer-api.js';
import type { SensorOptions } from './sensor-api.js';
import { type Stamp, StreamStamps } from './timestamps.js';

export class PacketSubmitter {
  readonly #producer: Pick<Producer, 'submit'>;
  readonly #options: SensorOptions;
  readonly #stamps = new StreamStamps();
  #session: DeviceSession | undefined;
  #id = '';

  constructor(producer: Pick<Producer, 'submit'>, options: SensorOptions) {
    this.#producer = producer;
    this.#options = options;
  }

  /** A new connection to the sensor: what was derived from earlier packets means nothing now. */
  connected(uuid: string): void {
    const { profile = 'gatt', id = uuid, context } = this.#options;
    this.#session = createDeviceSession({ ...context, profile });
    this.#id = id;
    // Of a device that was switched off and on the clock may have started over.
    if (this.#options.timestamps === 'device') this.#stamps.reset();
  }

  /** Submits what is in it; returns what was wrong with it, if anything was. */
  submit(bytes: BytesInput, receivedAtMs: number): DecodeError | undefined {
    const result = this.#session?.next(this.#id, bytes, receivedAtMs);
    if (!result?.ok) return result?.error;
    const { types, includeQuality } = this.#options;
    const { readings } = result.value;
    readings.forEach((reading: Reading, index) => {
      if (types && !types.includes(reading.type)) return;
      const stamp = this.#stampOf(reading, readings.slice(index), receivedAtMs);
      const value = 'val' in reading ? { val: reading.val } : { d: reading.d };
      const quality = includeQuality && reading.quality ? { quality: reading.quality } : undefined;
      void this.#producer.submit<string>(reading.type, { ...stamp, ...value, ...quality });
    });
    return undefined;
  }

  #stampOf(
    reading: Reading,
    fromHere: readonly Reading[],
    receivedAtMs: number,
  ): Stamp & { readonly ts_source?: 'host' } {
    if (this.#options.timestamps !== 'device') {
      return this.#stamps.stamp(reading.type, reading.measuredAtMs ?? receivedAtMs);
    }
    // Of a list of samples perhaps only the last one has a time: it is the nearest for those before it.
    const timed = fromHere.find(({ type, deviceTimeMs }) => type === reading.type && deviceTimeMs);
    if (timed?.deviceTimeMs !== undefined && !timed.deviceTimeIsLocal) {
      return this.#stamps.stamp(reading.type, timed.deviceTimeMs);
    }
    const stamp = this.#stamps.stamp(`${reading.type} host`, receivedAtMs);
    return { ...stamp, ts_source: 'host' };
  }
}
