/** A sensor as its users see it: options, signals, methods. No code. */
import type { DeviceContext, Profile } from '@wearwire/ble-parsers';
import type { ClientError, Clock, Off, Random } from '@wearwire/client-core';
import type { BleCharacteristic } from './characteristics.js';
import type { FindCharacteristic } from './finder.js';

/**
 * Whose clock `ts` is of. In either case `ts` never runs backwards within a type; where the clock does, `ts`
 * stays where it was and the reading has what the clock said as `ts_clock`. With `device` that holds for one
 * connection to the sensor: in between its clock may have started over.
 * - `host` (default): when the packet came in; of heart beats when they were, as far as that can be told;
 * - `device`: the time that the device gives, as it gives it, right or wrong. A reading without one, or with
 *   a local time of an unknown zone, has the host's, and says so by `"ts_source":"host"`.
 */
export type TimestampSource = 'host' | 'device';

/** What to read and how. Only `characteristic` must be there. */
export interface SensorOptions {
  /**
   * What notifies, or a function that connects the sensor and finds it. The function is called for each
   * attempt. Without one a sensor is only found again with Web Bluetooth.
   */
  readonly characteristic: BleCharacteristic | FindCharacteristic;
  /** Whose format the bytes are of. Default `gatt`. */
  readonly profile?: Profile;
  /** Which one, as `decode` of `@wearwire/ble-parsers` takes it. Default: the characteristic's UUID. */
  readonly id?: string;
  /** What decoding has to be told, such as the circumference of a wheel. */
  readonly context?: DeviceContext;
  /** Only these event types are submitted. Default: all that the bytes hold. */
  readonly types?: readonly string[];
  /** Whether readings carry what the sensor says of their quality, as `quality`. Default false. */
  readonly includeQuality?: boolean;
  readonly timestamps?: TimestampSource;
  /**
   * Registers for the loss of the sensor, once a connection; may return how to take it off again. Needed
   * with noble: `(lost) => peripheral.once('disconnect', lost)`. The other libraries tell it by themselves.
   */
  readonly onDisconnect?: (lost: () => void) => unknown;
  /** A sensor that says nothing for so long, in ms, is taken for lost. Default: no bound. */
  readonly silenceMaxMs?: number;
  /** For STATUS, which is told where the producer's option `serverTakesStatus` is set. */
  readonly deviceId?: string;
  /** For STATUS: by what the sensor is linked. Default `ble`. */
  readonly source?: string;
  readonly clock?: Clock;
  readonly random?: Random;
}

/** `waiting`: the sensor was lost or not found, and is looked for again after a while. */
export type SensorState = 'connecting' | 'connected' | 'waiting' | 'stopped';

/** Names of a sensor's signals and what their listeners get; `waitMs` in `waiting` alone. */
export interface SensorSignals {
  state: { readonly state: SensorState; readonly waitMs?: number };
  /** `sensor-lost`, `sensor-refused`, `payload-invalid`: the sensor goes on. `sensor-unknown`: it has stopped. */
  error: ClientError;
}

/** Feeds a producer from a sensor until it is stopped. */
export interface Sensor extends AsyncDisposable {
  readonly state: SensorState;
  on<S extends keyof SensorSignals>(signal: S, listener: (value: SensorSignals[S]) => void): Off;
  /** Unsubscribes. The producer goes on. Never rejects. */
  stop(): Promise<void>;
}
