/** A fake of a sensor in Web Bluetooth: a device, its server, one characteristic. */

type Listener = () => void;

class Target {
  readonly #listeners = new Map<string, Set<Listener>>();

  addEventListener(type: string, listener: Listener): void {
    const listeners = this.#listeners.get(type) ?? new Set();
    this.#listeners.set(type, listeners.add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.#listeners.get(type)?.delete(listener);
  }

  fire(type: string): void {
    for (const listener of this.#listeners.get(type) ?? []) listener();
  }
}

class Characteristic extends Target {
  value: DataView | undefined;
  readonly uuid: string;
  readonly service: { readonly uuid: string; readonly device: FakeWebSensor };
  readonly #started: () => void;

  constructor(uuid: string, device: FakeWebSensor, started: () => void) {
    super();
    this.uuid = uuid;
    this.service = { uuid: 'service', device };
    this.#started = started;
  }

  async startNotifications(): Promise<void> {
    this.#started();
  }

  async stopNotifications(): Promise<void> {}
}

export class FakeWebSensor extends Target {
  readonly #uuid: string;
  #subscribed: () => void = () => {};
  #wasSubscribed = false;
  characteristic: Characteristic;
  readonly gatt = {
    connected: true,
    connect: async () => {
      this.gatt.connected = true;
      this.characteristic = this.#newCharacteristic();
      return {
        getPrimaryService: async () => ({ getCharacteristic: async () => this.characteristic }),
      };
    },
  };

  constructor(uuid: string) {
    super();
    this.#uuid = uuid;
    this.characteristic = this.#newCharacteristic();
  }

  /** Resolves when the page has subscribed. */
  async subscribed(): Promise<void> {
    if (this.#wasSubscribed) return;
    await new Promise<void>((resolve) => {
      this.#subscribed = resolve;
    });
  }

  notify(bytes: Uint8Array): void {
    this.characteristic.value = new DataView(Uint8Array.from(bytes).buffer);
    this.characteristic.fire('characteristicvaluechanged');
  }

  /** Ends the link; resolves when the page has reconnected. */
  async drop(): Promise<void> {
    this.#wasSubscribed = false;
    this.gatt.connected = false;
    this.fire('gattserverdisconnected');
    await this.subscribed();
  }

  #newCharacteristic(): Characteristic {
    return new Characteristic(this.#uuid, this, () => {
      this.#wasSubscribed = true;
      this.#subscribed();
    });
  }
}
