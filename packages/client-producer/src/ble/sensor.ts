/**
 * Keeps a sensor connected and passes on its packets:
 *
 *   connecting ─► connected ─► waiting ─► connecting …      any ─► stopped
 *
 * Waits are random; their maximum doubles and is reset when a packet arrives.
 */
import { Listeners, type Off, systemClock } from '@wearwire/client-core';
import { LIMITS } from '@wearwire/protocol';
import type { Producer, SensorStatus } from '../producer-api.js';
import type { BleCharacteristic } from './characteristics.js';
import { type FindCharacteristic, finderOf } from './finder.js';
import { PacketSubmitter } from './packet-submitter.js';
import type { Sensor, SensorOptions, SensorSignals, SensorState } from './sensor-api.js';
import { SensorConnection } from './sensor-connection.js';
import { SensorError } from './sensor-error.js';
import { subscribe } from './subscription.js';

/** The members of a producer that a sensor uses. */
export type SensorProducer = Pick<Producer, 'submit' | 'tellStatus'>;

/**
 * Subscribes to the characteristic, submits the readings in its packets and reconnects when the sensor is
 * lost. Each sensor has its own decoder state. See `TimestampSource` for the meaning of `ts`.
 */
export function streamSensor(producer: SensorProducer, options: SensorOptions): Sensor {
  return new BleSensor(producer, options);
}

class BleSensor implements Sensor {
  readonly #producer: SensorProducer;
  readonly #options: SensorOptions;
  readonly #find: FindCharacteristic;
  readonly #submitter: PacketSubmitter;
  readonly #signals = new Listeners();
  readonly #running: Promise<void>;
  #state: SensorState = 'connecting';
  #waits = 0;
  /** Ends the current wait of the loop. */
  #wake: () => void = () => {};

  constructor(producer: SensorProducer, options: SensorOptions) {
    this.#producer = producer;
    this.#options = options;
    this.#find = finderOf(options.characteristic);
    this.#submitter = new PacketSubmitter(producer, options);
    // Start asynchronously, so that the caller can add listeners first.
    this.#running = Promise.resolve().then(() => this.#run());
  }

  get state(): SensorState {
    return this.#state;
  }

  on<S extends keyof SensorSignals>(signal: S, listener: (value: SensorSignals[S]) => void): Off {
    return this.#signals.on(signal, listener);
  }

  async stop(): Promise<void> {
    this.#enter('stopped');
    this.#wake();
    await this.#running;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  get #isStopped(): boolean {
    return this.#state === 'stopped';
  }

  async #run(): Promise<void> {
    while (!this.#isStopped) {
      this.#enter('connecting');
      await this.#attempt();
      if (!this.#isStopped) await this.#wait();
    }
  }

  async #attempt(): Promise<void> {
    try {
      const characteristic = await this.#untilStopped(this.#find());
      if (characteristic && !this.#isStopped) await this.#listen(characteristic);
    } catch (cause) {
      this.#report('sensor-refused', 'the sensor could not be found or subscribed to', cause);
    }
  }

  /** Runs until the sensor is lost or stopped. */
  async #listen(characteristic: BleCharacteristic): Promise<void> {
    const connection = new SensorConnection(this.#options, (bytes, atMs) => {
      const error = this.#submitter.submit(bytes, atMs);
      if (error === undefined) this.#waits = 0;
      else this.#reportUndecoded(error.code);
    });
    this.#submitter.connected(characteristic.uuid);
    try {
      const subscribing = subscribe(characteristic, connection);
      const unsubscribe = await this.#untilStopped(subscribing);
      this.#wake = () => connection.lost();
      if (!this.#isStopped) await this.#waitForEnd(connection);
      connection.end();
      if (unsubscribe) await unsubscribe();
      else void subscribing.then((late) => late()).catch(() => {});
    } finally {
      connection.end();
    }
  }

  async #waitForEnd({ ended }: SensorConnection): Promise<void> {
    this.#enter('connected');
    this.#tellStatus({ connected: true });
    const cause = await ended;
    this.#report('sensor-lost', 'the connection to the sensor was lost', cause);
    this.#tellStatus({ connected: false, reason: this.#isStopped ? 'stopped' : 'lost' });
  }

  #reportUndecoded(code: string): void {
    if (code !== 'unknown-id') {
      this.#report('payload-invalid', `ignored a packet that could not be decoded: ${code}`);
      return;
    }
    this.#enter('stopped');
    this.#signals.fail(
      new SensorError('sensor-unknown', 'there is no decoder for this characteristic'),
    );
    this.#wake();
  }

  #tellStatus(status: SensorStatus): void {
    const { deviceId, source = 'ble' } = this.#options;
    this.#producer.tellStatus({
      ...status,
      ...(deviceId !== undefined && { device_id: deviceId }),
      source,
    });
  }

  async #wait(): Promise<void> {
    const { random = Math.random, clock = systemClock } = this.#options;
    const boundMs = LIMITS.reconnectWaitFirstMs.default * 2 ** this.#waits;
    const waitMs = random() * Math.min(boundMs, LIMITS.reconnectWaitMaxMs.default);
    this.#waits++;
    this.#enter('waiting', waitMs);
    let timer: unknown;
    const passed = new Promise<void>((resolve) => {
      timer = clock.setTimeout(resolve, waitMs);
    });
    await this.#untilStopped(passed);
    clock.clearTimeout(timer);
  }

  /** Resolves with the result of the promise, or with `undefined` if the sensor is stopped first. */
  #untilStopped<T>(promise: Promise<T>): Promise<T | undefined> {
    const stopped = new Promise<undefined>((resolve) => {
      this.#wake = () => resolve(undefined);
    });
    return Promise.race([promise, stopped]);
  }

  #enter(state: SensorState, waitMs?: number): void {
    if (this.#state === 'stopped') return;
    this.#state = state;
    this.#signals.emit('state', { state, ...(waitMs !== undefined && { waitMs }) });
  }

  /** Emits an error after which the sensor continues. */
  #report(...details: ConstructorParameters<typeof SensorError>): void {
    if (!this.#isStopped) this.#signals.emit('error', new SensorError(...details));
  }
}
