import { describe, expect, it } from 'vitest';
import { PairedDevice } from './paired-device.js';
import type { BluetoothCharacteristic, BluetoothDevice } from './web-bluetooth.js';

const long = (short: string) => `0000${short}-0000-1000-8000-00805f9b34fb`;

class FakeCharacteristic extends EventTarget implements BluetoothCharacteristic {
  readonly properties;
  readonly uuid: string;
  value: DataView;
  isNotifying = false;
  readonly #failure: string;

  readonly writeValueWithResponse: () => Promise<void>;

  /** If there are bytes to read, it can also be written to. `failure`: error of `startNotifications`; empty: none. */
  constructor(
    uuid: string,
    readable: readonly number[],
    failure: string,
    write: () => Promise<void>,
  ) {
    super();
    this.uuid = uuid;
    this.writeValueWithResponse = write;
    this.value = new DataView(Uint8Array.from(readable).buffer);
    this.#failure = failure;
    const isReadable = readable.length > 0;
    this.properties = { read: isReadable, write: isReadable, notify: true, indicate: false };
  }
  readValue = async () => this.value;
  async startNotifications(): Promise<void> {
    if (this.#failure !== '') throw new Error(this.#failure);
    this.isNotifying = true;
  }
  notify(...bytes: number[]): void {
    this.value = new DataView(Uint8Array.from(bytes).buffer);
    this.dispatchEvent(new Event('characteristicvaluechanged'));
  }
}

/** A device with one service and one characteristic that sends notifications. */
class FakeDevice extends EventTarget implements BluetoothDevice {
  readonly id = 'fake';
  readonly name = 'Fake';
  /** Of the newest connection. */
  characteristic: FakeCharacteristic | undefined;
  connects = 0;
  drops = 0;
  /** Error of the next subscriptions; empty: none. */
  failure = '';
  write = (): Promise<void> => Promise.reject(new Error('the write failed'));
  readonly gatt: BluetoothDevice['gatt'];

  constructor(service: string, uuid: string, readable: readonly number[] = []) {
    super();
    this.gatt = {
      connect: async () => {
        this.connects++;
        const characteristic = new FakeCharacteristic(uuid, readable, this.failure, this.write);
        this.characteristic = characteristic;
        const getCharacteristics = async () => [characteristic];
        return { getPrimaryServices: async () => [{ uuid: service, getCharacteristics }] };
      },
      disconnect: () => this.drop(),
    };
  }
  drop(): void {
    this.drops++;
    this.dispatchEvent(new Event('gattserverdisconnected'));
  }
}

function pair(device: FakeDevice) {
  const submitted: string[] = [];
  const producer = {
    submit: (type: string, reading: object) => {
      submitted.push(`${type} ${(reading as { val?: number }).val}`);
      return Promise.resolve('acked' as const);
    },
  };
  const paired = new PairedDevice(device, 'anna', producer as never);
  return { paired, submitted };
}

function polarDevice(): FakeDevice {
  const pmd = (part: string) => `fb005c${part}-02e7-f387-1cad-8acd2d8df0c8`;
  return new FakeDevice(pmd('80'), pmd('81'), [0x0f, 1, 0]);
}

const CORE = (part: string) => `0000${part}-5b1e-4347-b07c-97b514dae121`;

describe('a paired device', () => {
  it.each([
    ['heart rate', long('180d'), long('2a37'), [0, 64], 'HEART_RATE 64'],
    ['power', long('1818'), long('2a63'), [0, 0, 250, 0], 'POWER 250'],
    ['running', long('1814'), long('2a53'), [0, 0, 3, 80], 'SPEED 3'],
    ['indoor bike', long('1826'), long('2ad2'), [0x40, 0, 10, 0, 200, 0], 'POWER 200'],
    ['CORE', CORE('2100'), CORE('2101'), [0, 0x94, 0x0e], 'CORE_TEMPERATURE 37.32'],
  ])('%s: submits the reading of a notification', async (_, service, uuid, bytes, event) => {
    const device = new FakeDevice(service, uuid);
    const { paired, submitted } = pair(device);
    await expect.poll(() => paired.view.current.state).toBe('connected');
    expect(device.characteristic?.isNotifying).toBe(true);
    device.characteristic?.notify(...bytes);
    expect(submitted).toContain(event);
    await paired.stop();
    expect(paired.view.current.state).toBe('stopped');
  });

  it('speed and cadence: derives cadence from two packets of one connection, not across a lost link', async () => {
    const device = new FakeDevice(long('1816'), long('2a5b'));
    const { paired, submitted } = pair(device);
    await expect.poll(() => paired.view.current.state).toBe('connected');
    device.characteristic?.notify(2, 10, 0, 0, 0);
    device.drop();
    await expect.poll(() => device.connects).toBe(2);
    await expect.poll(() => paired.view.current.state).toBe('connected');
    expect(paired.view.current.problem).toBe('');
    device.characteristic?.notify(2, 11, 0, 0, 4);
    expect(submitted).toEqual([]);
    device.characteristic?.notify(2, 12, 0, 0, 8);
    expect(submitted).toEqual(['BIKE_CADENCE 60']);
    await paired.stop();
  });

  it('shows bytes that it cannot decode, with the reason', async () => {
    const device = new FakeDevice(long('180d'), long('2a37'));
    const { paired } = pair(device);
    await expect.poll(() => paired.view.current.state).toBe('connected');
    device.characteristic?.notify(1);
    await expect
      .poll(() => [...paired.view.current.packets.values()])
      .toMatchObject([{ hex: '01', problem: 'not decoded: too-short', submitted: [], count: 1 }]);
    await paired.stop();
  });

  it('stops and reports the reason if it has no characteristic that can be decoded', async () => {
    const { paired } = pair(new FakeDevice(long('1800'), long('2a00')));
    await expect.poll(() => paired.view.current.state).toBe('stopped');
    expect(paired.view.current.problem).toBe('the device sends nothing that this page can decode');
  });

  it('disconnects a device that has refused the subscription, and tries again', async () => {
    const device = new FakeDevice(long('180d'), long('2a37'));
    device.failure = 'not now';
    const { paired, submitted } = pair(device);
    await expect.poll(() => paired.view.current.problem).toBe('not now');
    expect(device.drops).toBe(1);
    device.failure = '';
    await expect.poll(() => paired.view.current.state).toBe('connected');
    device.characteristic?.notify(0, 64);
    expect(submitted).toEqual(['HEART_RATE 64']);
    await paired.stop();
  });

  it('stays connected to a Polar device whose streams cannot be started, and reports the reason', async () => {
    const device = polarDevice();
    const { paired } = pair(device);
    await expect.poll(() => paired.view.current.state).toBe('connected');
    expect(paired.view.current.problem).toBe('the write failed');
    expect(device.drops).toBe(0);
    await paired.stop();
  });

  it('is not connected if a Polar device drops the link while its streams are started, and tries again', async () => {
    const device = polarDevice();
    device.write = () => {
      device.drop();
      return new Promise(() => {});
    };
    const { paired } = pair(device);
    const states = new Set<string>();
    paired.view.follow(() => states.add(paired.view.current.state));
    await expect.poll(() => device.connects).toBe(2);
    expect(paired.view.current.problem).toBe('the link was lost');
    expect(states).not.toContain('connected');
    await paired.stop();
  });
});
