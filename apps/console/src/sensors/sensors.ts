/** The sources of this page's readings (paired devices, virtual wearables, manual readings) and their producers. */
import type { BrokerApi } from '../broker/broker-api.js';
import type { FrameLog } from '../stream/frame-log.js';
import { Value } from '../ui/value.js';
import type { PairedDevice } from './bluetooth/paired-device.js';
import { requestSensor, webBluetooth } from './bluetooth/web-bluetooth.js';
import { UserProducers } from './user-producers.js';
import { type VirtualSensor, VirtualWearable } from './virtual-wearable.js';

export class Sensors {
  readonly devices = new Value<readonly PairedDevice[]>([]);
  readonly wearables = new Value<readonly VirtualWearable[]>([]);
  readonly #producers: UserProducers;

  constructor(api: BrokerApi, log: FrameLog) {
    this.#producers = new UserProducers(api, log);
  }

  /** Lets the person choose a device, and submits its readings as the user. Resolves to the error, empty if none. */
  async pair(user: string): Promise<string> {
    const bluetooth = webBluetooth();
    if (bluetooth === undefined) return 'This browser does not support Web Bluetooth.';
    try {
      const device = await requestSensor(bluetooth);
      if (this.devices.current.some(({ id }) => id === device.id)) {
        return `${device.name} is already paired. Remove it first to pair it for another user.`;
      }
      // Loads all decoders, which are not needed until a device is paired.
      const { PairedDevice: Paired } = await import('./bluetooth/paired-device.js');
      const paired = new Paired(device, user, this.#producers.of(user));
      this.devices.current = [...this.devices.current, paired];
      return '';
    } catch (error) {
      return pairingProblem(error as Error);
    }
  }

  async unpair(device: PairedDevice): Promise<void> {
    this.devices.current = this.devices.current.filter((one) => one !== device);
    await device.stop();
  }

  startWearable(user: string, sensors: readonly VirtualSensor[], effort: number): void {
    const wearable = new VirtualWearable(user, sensors, effort, this.#producers.of(user));
    wearable.start();
    this.wearables.current = [...this.wearables.current, wearable];
  }

  stopWearable(wearable: VirtualWearable): void {
    wearable.stop();
    this.wearables.current = this.wearables.current.filter((one) => one !== wearable);
  }

  /** Resolves when the broker has stored the reading, or the producer has dropped it. */
  submit(user: string, type: string, reading: Readonly<Record<string, unknown>>): Promise<string> {
    return this.#producers.of(user).submit<string>(type, reading);
  }

  async close(): Promise<void> {
    for (const wearable of this.wearables.current) wearable.stop();
    await Promise.all(this.devices.current.map((device) => device.stop()));
    await this.#producers.close();
  }
}

function pairingProblem({ name, message }: Error): string {
  const isCancelled = name === 'NotFoundError' && /cancel/i.test(message);
  return isCancelled ? 'No sensor was chosen.' : `Cannot pair: ${message}`;
}
