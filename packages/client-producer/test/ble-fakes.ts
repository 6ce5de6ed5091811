/** Fakes of the characteristics of the three libraries, which a test controls. */
import type {
  NobleCharacteristic,
  PlxCharacteristic,
  WebCharacteristic,
  WebDevice,
} from '../src/ble.js';

type Listener = () => void;

class Target {
  readonly listeners = new Map<string, Set<Listener>>();

  addEventListener(type: string, listener: Listener): void {
    const set = this.listeners.get(type) ?? new Set();
    this.listeners.set(type, set.add(listener));
  }

  removeEventListener(type: string, listener: Listener): void {
    this.listeners.get(type)?.delete(listener);
  }

  fire(type: string): void {
    for (const listener of this.listeners.get(type) ?? []) listener();
  }

  get count(): number {
    return [...this.listeners.values()].reduce((sum, { size }) => sum + size, 0);
  }
}

export class FakeWebDevice extends Target implements WebDevice {
  connects = 0;
  failures = 0;
  characteristic = new FakeWeb(this);
  readonly gatt = {
    connected: true,
    connect: async () => {
      this.connects++;
      if (this.failures-- > 0) throw new Error('out of range');
      this.gatt.connected = true;
      this.characteristic = new FakeWeb(this);
      return {
        getPrimaryService: async () => ({ getCharacteristic: async () => this.characteristic }),
      };
    },
  };

  lose(): void {
    this.gatt.connected = false;
    this.fire('gattserverdisconnected');
  }
}

export class FakeWeb extends Target implements WebCharacteristic {
  readonly uuid = '00002a37-0000-1000-8000-00805f9b34fb';
  readonly service: WebCharacteristic['service'];
  value: DataView | undefined;
  isNotifying = false;

  constructor(device: WebDevice) {
    super();
    this.service = { uuid: '180d', device };
  }

  async startNotifications(): Promise<void> {
    this.isNotifying = true;
  }

  async stopNotifications(): Promise<void> {
    this.isNotifying = false;
  }

  notify(...bytes: number[]): void {
    this.value = new DataView(Uint8Array.from(bytes).buffer);
    this.fire('characteristicvaluechanged');
  }
}

export class FakeNoble implements NobleCharacteristic {
  readonly uuid = '2a37';
  readonly listeners = new Set<(data: Uint8Array) => void>();
  isSubscribed = false;
  refuses = false;

  async subscribeAsync(): Promise<void> {
    if (this.refuses) throw new Error('refused');
    this.isSubscribed = true;
  }

  async unsubscribeAsync(): Promise<void> {
    this.isSubscribed = false;
  }

  on(_event: 'data', listener: (data: Uint8Array) => void): void {
    this.listeners.add(listener);
  }

  removeListener(_event: 'data', listener: (data: Uint8Array) => void): void {
    this.listeners.delete(listener);
  }

  notify(...bytes: number[]): void {
    for (const listener of this.listeners) listener(Uint8Array.from(bytes));
  }
}

export class FakePlx implements PlxCharacteristic {
  readonly uuid = '00002A37-0000-1000-8000-00805F9B34FB';
  removed = 0;
  listener: Parameters<PlxCharacteristic['monitor']>[0] | undefined;

  monitor(listener: Parameters<PlxCharacteristic['monitor']>[0]): { remove(): void } {
    this.listener = listener;
    return { remove: () => this.removed++ };
  }

  notify(...bytes: number[]): void {
    this.listener?.(null, { value: Buffer.from(bytes).toString('base64') });
  }
}
