/** A connected BlueZ device: its characteristics, and the packets received as D-Bus signals. */
import { messageOf, SensorUnreachableError } from '../../errors.js';
import type { RadioCharacteristic, RadioLink, RadioService } from '../radio.js';
import {
  BATTERY,
  CHARACTERISTIC,
  DEVICE,
  type ObjectTree,
  SERVICE,
  type TreeChange,
} from './object-tree.js';
import type { SystemBus } from './system-bus.js';

const BATTERY_SERVICE = '180f';
const BATTERY_LEVEL = '2a19';

export class BluezLink implements RadioLink {
  readonly adapter: string;
  readonly services: readonly RadioService[];
  readonly closed: Promise<void>;
  readonly #bus: SystemBus;
  readonly #tree: ObjectTree;
  readonly #path: string;
  readonly #listeners = new Map<string, (bytes: Uint8Array) => void>();
  #resolveClosed!: () => void;
  #isClosed = false;

  constructor(bus: SystemBus, tree: ObjectTree, path: string, adapter: string) {
    this.#bus = bus;
    this.#tree = tree;
    this.#path = path;
    this.adapter = adapter;
    this.services = [...servicesUnder(tree, path), ...batteryService(tree, path)];
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
  }

  async read({ uuid, key }: RadioCharacteristic): Promise<Uint8Array> {
    const percentage = this.#tree.get(key, BATTERY)?.Percentage;
    if (key === this.#path && typeof percentage === 'number') return Uint8Array.of(percentage);
    const [value] = await this.#attempt(`read ${uuid}`, () =>
      this.#bus.call(key, CHARACTERISTIC, 'ReadValue', 'a{sv}', [{}]),
    );
    return Uint8Array.from(value as Uint8Array);
  }

  async write({ uuid, key }: RadioCharacteristic, bytes: Uint8Array): Promise<void> {
    const options = { type: this.#bus.variant('s', 'request') };
    await this.#attempt(`write ${uuid}`, () =>
      this.#bus.call(key, CHARACTERISTIC, 'WriteValue', 'aya{sv}', [Buffer.from(bytes), options]),
    );
  }

  async subscribe(
    { uuid, key }: RadioCharacteristic,
    packet: (bytes: Uint8Array) => void,
  ): Promise<void> {
    this.#listeners.set(key, packet);
    // BlueZ signals changes of the battery level without a subscription.
    if (key === this.#path) return;
    await this.#attempt(`subscribe to ${uuid}`, () =>
      this.#bus.call(key, CHARACTERISTIC, 'StartNotify'),
    );
  }

  async close(): Promise<void> {
    if (this.#isClosed) return;
    await this.#bus.call(this.#path, DEVICE, 'Disconnect').catch(() => {});
    this.markLost();
  }

  /** Called by the radio when an object at or below this device has changed. */
  applyChange({ path, kind, interfaces, properties }: TreeChange): void {
    if (kind === 'removed' && path === this.#path && interfaces.includes(DEVICE)) this.markLost();
    if (kind !== 'changed') return;
    if (interfaces[0] === DEVICE && properties.Connected === false) this.markLost();
    const value = valueIn(interfaces[0], properties);
    if (value !== undefined) this.#listeners.get(path)?.(value);
  }

  /** Called by the radio when the connection has ended. */
  markLost(): void {
    this.#isClosed = true;
    this.#listeners.clear();
    this.#resolveClosed();
  }

  async #attempt<T>(operation: string, call: () => Promise<T>): Promise<T> {
    try {
      if (this.#isClosed) throw new Error('the connection has ended');
      return await call();
    } catch (cause) {
      throw new SensorUnreachableError(`cannot ${operation}: ${messageOf(cause)}`, { cause });
    }
  }
}

function valueIn(iface: string | undefined, properties: TreeChange['properties']) {
  const { Value, Percentage } = properties;
  if (iface === CHARACTERISTIC && Value instanceof Uint8Array) return Uint8Array.from(Value);
  if (iface === BATTERY && typeof Percentage === 'number') return Uint8Array.of(Percentage);
  return undefined;
}

function servicesUnder(tree: ObjectTree, path: string): RadioService[] {
  return tree.paths(SERVICE, `${path}/`).map((servicePath) => ({
    uuid: String(tree.get(servicePath, SERVICE)?.UUID),
    characteristics: tree
      .paths(CHARACTERISTIC, `${servicePath}/`)
      .map((key) => characteristicAt(tree, key)),
  }));
}

function characteristicAt(tree: ObjectTree, key: string): RadioCharacteristic {
  const { UUID, Flags } = tree.get(key, CHARACTERISTIC) ?? {};
  const flags = Array.isArray(Flags) ? Flags : [];
  return {
    key,
    uuid: String(UUID),
    canRead: flags.includes('read'),
    canNotify: flags.includes('notify') || flags.includes('indicate'),
    canWrite: flags.includes('write') || flags.includes('write-without-response'),
  };
}

/**
 * A battery service made from the interface `BATTERY` of the device. The key of its characteristic is the path of the
 * device, where BlueZ exports the level.
 */
function batteryService(tree: ObjectTree, path: string): RadioService[] {
  if (tree.get(path, BATTERY) === undefined) return [];
  const level = { key: path, uuid: BATTERY_LEVEL, canRead: true, canNotify: true, canWrite: false };
  return [{ uuid: BATTERY_SERVICE, characteristics: [level] }];
}
