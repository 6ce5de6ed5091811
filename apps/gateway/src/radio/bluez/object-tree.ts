/**
 * A copy of the objects that BlueZ exports (adapters, devices, services, characteristics), updated from its
 * signals. Makes no calls to BlueZ.
 */
import type { BusSignal } from './system-bus.js';

export const ADAPTER = 'org.bluez.Adapter1';
export const DEVICE = 'org.bluez.Device1';
export const SERVICE = 'org.bluez.GattService1';
export const CHARACTERISTIC = 'org.bluez.GattCharacteristic1';
/** BlueZ does not export the battery service as a GATT service, but as this interface. */
export const BATTERY = 'org.bluez.Battery1';
export const OBJECT_MANAGER = 'org.freedesktop.DBus.ObjectManager';
const PROPERTIES = 'org.freedesktop.DBus.Properties';

/** Property values, unwrapped from their D-Bus variants. */
export type Properties = Readonly<Record<string, unknown>>;

type Interfaces = Map<string, Record<string, unknown>>;

/** The change made by a signal. */
export interface TreeChange {
  readonly path: string;
  readonly kind: 'added' | 'removed' | 'changed';
  readonly interfaces: readonly string[];
  /** `changed`: the properties in the signal; `added`: those of the device, if one was added; `removed`: none. */
  readonly properties: Properties;
}

export class ObjectTree {
  readonly #objects = new Map<string, Interfaces>();

  /** Replaces all objects with the result of GetManagedObjects. */
  load(managed: Readonly<Record<string, Readonly<Record<string, unknown>>>>): void {
    this.#objects.clear();
    for (const [path, interfaces] of Object.entries(managed)) this.#add(path, interfaces);
  }

  clear(): void {
    this.#objects.clear();
  }

  /** Applies a signal. Returns `undefined` if it changes no object. */
  apply({ path, interface: iface, member, body }: BusSignal): TreeChange | undefined {
    if (iface === OBJECT_MANAGER && member === 'InterfacesAdded') {
      const [added, interfaces] = body as [string, Record<string, unknown>];
      this.#add(added, interfaces);
      const names = Object.keys(interfaces);
      const properties = this.get(added, DEVICE) ?? {};
      return { path: added, kind: 'added', interfaces: names, properties };
    }
    if (iface === OBJECT_MANAGER && member === 'InterfacesRemoved') {
      const [removed, names] = body as [string, string[]];
      for (const name of names) this.#objects.get(removed)?.delete(name);
      if (this.#objects.get(removed)?.size === 0) this.#objects.delete(removed);
      return { path: removed, kind: 'removed', interfaces: names, properties: {} };
    }
    if (iface === PROPERTIES && member === 'PropertiesChanged') {
      const [name, changed, invalidated = []] = body as [string, object, string[]?];
      const properties = unwrapped(changed);
      const known = this.#interfaces(path).get(name) ?? {};
      for (const key of invalidated) delete known[key];
      // `Value` has the bytes of a notification, which are read from the signal; storing them would only use memory.
      const { Value, ...stored } = properties;
      this.#interfaces(path).set(name, Object.assign(known, stored));
      return { path, kind: 'changed', interfaces: [name], properties };
    }
    return undefined;
  }

  get(path: string, iface: string): Properties | undefined {
    return this.#objects.get(path)?.get(iface);
  }

  /** Returns the sorted paths of the objects that have the interface. */
  paths(iface: string, under = '/'): string[] {
    const found: string[] = [];
    for (const [path, interfaces] of this.#objects) {
      if (path.startsWith(under) && interfaces.has(iface)) found.push(path);
    }
    return found.sort();
  }

  #interfaces(path: string): Interfaces {
    const known = this.#objects.get(path);
    if (known !== undefined) return known;
    const interfaces: Interfaces = new Map();
    this.#objects.set(path, interfaces);
    return interfaces;
  }

  #add(path: string, interfaces: Readonly<Record<string, unknown>>): void {
    for (const [name, properties] of Object.entries(interfaces)) {
      this.#interfaces(path).set(name, unwrapped(properties as object));
    }
  }
}

/** Unwraps a dictionary of D-Bus variants, including nested ones. */
function unwrapped(dictionary: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(dictionary).map(([key, variant]) => [key, plainValue(variant)]),
  );
}

function plainValue(variant: unknown): unknown {
  const { signature, value } = (variant ?? {}) as { signature?: unknown; value?: unknown };
  if (typeof signature !== 'string') return variant;
  return signature.startsWith('a{') ? unwrapped(value as object) : value;
}
