/**
 * One sensor: connects, reads characteristics that decoders need as context, subscribes, decodes, and reconnects
 * when the connection is lost.
 *
 * The wait before an attempt is random; its maximum doubles up to 30 s, so that many phones do not connect at once.
 * In the background, iOS keeps a pending connection without a time limit, and Android needs a foreground service; see
 * the README.
 */
import { createDeviceSession, type DeviceSession, type Reading } from '@wearwire/ble-parsers';
import type { BleManager, Characteristic, Device, Subscription } from 'react-native-ble-plx';
import { stepsOf } from './services';

const FIRST_WAIT_MS = 1_000;
const WAIT_MAX_MS = 30_000;

export interface SensorListener {
  onReadings(readings: readonly Reading[]): void;
  onSilence(types: readonly string[]): void;
  onState(state: string): void;
}

export class Sensor {
  readonly #manager: BleManager;
  readonly #deviceId: string;
  readonly #listener: SensorListener;
  readonly #session: DeviceSession;
  #subscriptions: Subscription[] = [];
  #timer: ReturnType<typeof setTimeout> | undefined;
  #attempts = 0;
  #isStopped = false;

  constructor(manager: BleManager, deviceId: string, listener: SensorListener) {
    this.#manager = manager;
    this.#deviceId = deviceId;
    this.#listener = listener;
    this.#session = createDeviceSession({ onSilence: (types) => listener.onSilence(types) });
    void this.#connect();
  }

  async stop(): Promise<void> {
    this.#isStopped = true;
    clearTimeout(this.#timer);
    this.#release();
    this.#session.close();
    await this.#manager.cancelDeviceConnection(this.#deviceId).catch(() => undefined);
  }

  async #connect(): Promise<void> {
    this.#listener.onState('connecting');
    try {
      const device = await this.#manager.connectToDevice(this.#deviceId, { autoConnect: false });
      if (this.#isStopped) return void (await device.cancelConnection());
      this.#subscriptions.push(device.onDisconnected(() => this.#handleDisconnect()));
      await device.discoverAllServicesAndCharacteristics();
      await this.#subscribe(device);
      this.#attempts = 0;
      this.#listener.onState('connected');
    } catch (error) {
      this.#handleDisconnect(error);
    }
  }

  /**
   * Reads and subscribes in the order of the profile, because reads provide context for notifications; skips
   * characteristics that the device lacks.
   */
  async #subscribe(device: Device): Promise<void> {
    for (const service of await device.services()) {
      const present = await service.characteristics();
      for (const { id, action } of stepsOf(service.uuid)) {
        const characteristic = present.find(({ uuid }) => uuid.toLowerCase() === id);
        if (characteristic === undefined) continue;
        if (action === 'read') this.#decode(await characteristic.read());
        if (action === 'subscribe') this.#subscriptions.push(this.#monitor(characteristic));
      }
    }
  }

  #monitor(characteristic: Characteristic): Subscription {
    return characteristic.monitor((error, changed) => {
      // A lost connection ends every monitor with an error; onDisconnected handles it.
      if (error === null && changed !== null) this.#decode(changed);
    });
  }

  /** react-native-ble-plx returns values in Base64, which the session accepts. */
  #decode({ uuid, value }: Characteristic): void {
    if (value === null) return;
    const result = this.#session.next(uuid, value);
    if (result.ok) this.#listener.onReadings(result.value.readings);
    else console.warn(`${uuid}: ${result.error.code} ${result.error.suggestion ?? ''}`);
  }

  #handleDisconnect(error?: unknown): void {
    this.#release();
    if (this.#isStopped) return;
    if (error !== undefined) console.warn(String(error));
    // Counters and clock of the sensor may restart, so nothing is derived across the gap.
    this.#session.reset();
    const boundMs = Math.min(WAIT_MAX_MS, FIRST_WAIT_MS * 2 ** this.#attempts);
    this.#attempts++;
    this.#listener.onState('waiting');
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => void this.#connect(), Math.random() * boundMs);
  }

  #release(): void {
    for (const subscription of this.#subscriptions) subscription.remove();
    this.#subscriptions = [];
  }
}
