/** What this page submits: virtual wearables, readings by hand, and the producers that they feed. */
import type { BrokerApi } from '../broker/broker-api.js';
import type { FrameLog } from '../stream/frame-log.js';
import { Value } from '../ui/value.js';
import { UserProducers } from './user-producers.js';
import { type VirtualSensor, VirtualWearable } from './virtual-wearable.js';

export class Sensors {
  readonly wearables = new Value<readonly VirtualWearable[]>([]);
  readonly #producers: UserProducers;

  constructor(api: BrokerApi, log: FrameLog) {
    this.#producers = new UserProducers(api, log);
  }

  wear(user: string, sensors: readonly VirtualSensor[], effort: number): void {
    const wearable = new VirtualWearable(user, sensors, effort, this.#producers.of(user));
    wearable.start();
    this.wearables.current = [...this.wearables.current, wearable];
  }

  takeOff(wearable: VirtualWearable): void {
    wearable.stop();
    this.wearables.current = this.wearables.current.filter((one) => one !== wearable);
  }

  /** Resolves when the broker has stored the reading, or the producer has given it up. */
  submit(user: string, type: string, reading: Readonly<Record<string, unknown>>): Promise<string> {
    return this.#producers.of(user).submit<string>(type, reading);
  }

  async close(): Promise<void> {
    for (const wearable of this.wearables.current) wearable.stop();
    await this.#producers.close();
  }
}
