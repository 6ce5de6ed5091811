/** The public interface of a sensor: options, signals, methods. Types only. */
import type { DeviceContext, Profile } from '@wearwire/ble-parsers';
import type { ClientError, Clock, Off, Random } from '@wearwire/client-core';
import type { BleCharacteristic } from './characteristics.js';
import type { FindCharacteristic } from './finder.js';

/**
 * The clock used for `ts`. Within a type `ts` never decreases: if the clock goes back, `ts` keeps its last
 * value and `ts_clock` has the time of the clock. With `device` this applies per connection to the sensor,
 * since the clock of the device may restart between connections.
 * - `host` (default): the time at which the packet arrived; for an RR interval, the time of its heartbeat if known.
 * - `device`: the time that the device sends, unchanged. Readings without one, or with a local time of an
 *   unknown time zone, have the time of the host and `"ts_source":"host"`.
 */
export type TimestampSource = 'host' | 'device';

/** Options of `streamSensor`. Only `characteristic` is required. */
export interface SensorOptions {
  /**
   * The characteristic, or a function that connects the sensor and returns it. The function is called for
   * each attempt. Without a function, reconnects work only with Web Bluetooth.
   */
  readonly characteristic: BleCharacteristic | FindCharacteristic;
  /** Format of the packets. Default `gatt`. */
  readonly profile?: Profile;
  /** Id of the decoder, as in `decode` of `@wearwire/ble-parsers`. Default: the characteristic's UUID. */
  readonly id?: string;
  /** Parameters of the decoder, such as the circumference of a wheel. */
  readonly context?: DeviceContext;
  /** Submit only these event types. Default: all. */
  readonly types?: readonly string[];
  /** Add the quality that the sensor reports to readings, as `quality`. Default false. */
  readonly includeQuality?: boolean;
  readonly timestamps?: TimestampSource;
  /**
   * Registers a callback for the loss of the sensor, once per connection; may return a function that removes
   * it. Required with noble: `(lost) => peripheral.once('disconnect', lost)`. Other libraries report the
   * loss.
   */
  readonly onDisconnect?: (lost: () => void) => unknown;
  /** Treat a sensor as lost after this time without a packet, in ms. Default: no limit. */
  readonly silenceMaxMs?: number;
  /** The `device_id` in STATUS frames, which are sent if the producer's option `serverTakesStatus` is set. */
  readonly deviceId?: string;
  /** Link type in STATUS frames. Default `ble`. */
  readonly source?: string;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** `waiting`: the sensor was lost or not found; the next attempt follows after a wait. */
export type SensorState = 'connecting' | 'connected' | 'waiting' | 'stopped';

/** Signals of a sensor and the arguments of their listeners. `waitMs` is set only in `waiting`. */
export interface SensorSignals {
  state: { readonly state: SensorState; readonly waitMs?: number };
  /**
   * After `sensor-lost`, `sensor-refused` and `payload-invalid` the sensor continues; after `sensor-unknown`
   * it has stopped.
   */
  error: ClientError;
}

/** Submits the readings of a sensor until it is stopped. */
export interface Sensor extends AsyncDisposable {
  readonly state: SensorState;
  on<S extends keyof SensorSignals>(signal: S, listener: (value: SensorSignals[S]) => void): Off;
  /** Unsubscribes; does not stop the producer. Never rejects. */
  stop(): Promise<void>;
}
