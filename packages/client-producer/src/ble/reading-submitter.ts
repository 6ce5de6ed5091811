/** Submits readings of one sensor as events with a timestamp. */
import type { Reading } from '@wearwire/ble-parsers';
import type { Producer, SubmitOutcome } from '../producer-api.js';
import type { SensorOptions } from './sensor-api.js';
import { type Timestamp, Timestamps } from './timestamps.js';

/** The part of `SensorOptions` that selects and formats readings. */
export type ReadingOptions = Pick<SensorOptions, 'types' | 'includeQuality' | 'timestamps'>;

/**
 * For programs that decode the packets of a sensor themselves with `createDeviceSession`: submits the
 * readings as `streamSensor` does. Create one per sensor.
 */
export class ReadingSubmitter {
  readonly #producer: Pick<Producer, 'submit'>;
  readonly #options: ReadingOptions;
  readonly #timestamps = new Timestamps();

  constructor(producer: Pick<Producer, 'submit'>, options: ReadingOptions = {}) {
    this.#producer = producer;
    this.#options = options;
  }

  /** Call after a reconnect: the clock of a device that was turned off may have restarted. */
  reconnected(): void {
    if (this.#options.timestamps === 'device') this.#timestamps.reset();
  }

  /** Submits the readings of one packet in order. Returns the promises of `producer.submit`. */
  submit(readings: readonly Reading[], receivedAtMs: number): Promise<SubmitOutcome>[] {
    const { types, includeQuality } = this.#options;
    const outcomes: Promise<SubmitOutcome>[] = [];
    readings.forEach((reading, index) => {
      if (types && !types.includes(reading.type)) return;
      const timestamp = this.#timestampOf(reading, readings.slice(index), receivedAtMs);
      const value = 'val' in reading ? { val: reading.val } : { d: reading.d };
      const quality = includeQuality && reading.quality ? { quality: reading.quality } : undefined;
      const event = { ...timestamp, ...value, ...quality };
      outcomes.push(this.#producer.submit<string>(reading.type, event));
    });
    return outcomes;
  }

  #timestampOf(
    reading: Reading,
    fromHere: readonly Reading[],
    receivedAtMs: number,
  ): Timestamp & { readonly ts_source?: 'host' } {
    if (this.#options.timestamps !== 'device') {
      return this.#timestamps.stamp(reading.type, reading.measuredAtMs ?? receivedAtMs);
    }
    // In a list of samples only the last one may have a time; the samples before it use the same time.
    const timed = fromHere.find(({ type, deviceTimeMs }) => type === reading.type && deviceTimeMs);
    if (timed?.deviceTimeMs !== undefined && !timed.deviceTimeIsLocal) {
      return this.#timestamps.stamp(reading.type, timed.deviceTimeMs);
    }
    return {
      ...this.#timestamps.stamp(`${reading.type} host`, receivedAtMs),
      ts_source: 'host',
    };
  }
}
