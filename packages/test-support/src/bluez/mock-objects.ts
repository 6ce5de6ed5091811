/** The objects exported by the mock of BlueZ. Sends a signal for each change. */
import dbus, { type MessageBus, type Variant } from 'dbus-next';

export const OBJECT_MANAGER = 'org.freedesktop.DBus.ObjectManager';
export const PROPERTIES = 'org.freedesktop.DBus.Properties';

export type Interfaces = Record<string, Record<string, Variant>>;

export class MockObjects {
  readonly #objects = new Map<string, Interfaces>();
  /** The bus for signals; `undefined` while the service is stopped. */
  bus: MessageBus | undefined;

  get(path: string): Interfaces | undefined {
    return this.#objects.get(path);
  }

  /** The value of a property, unwrapped from its variant. */
  value(path: string, iface: string, name: string): unknown {
    return this.#objects.get(path)?.[iface]?.[name]?.value;
  }

  all(): Record<string, Interfaces> {
    return Object.fromEntries(this.#objects);
  }

  under(prefix: string): string[] {
    return [...this.#objects.keys()].filter((path) => path.startsWith(prefix));
  }

  add(path: string, interfaces: Interfaces): void {
    this.#objects.set(path, interfaces);
    this.#signal('/', OBJECT_MANAGER, 'InterfacesAdded', 'oa{sa{sv}}', [path, interfaces]);
  }

  set(path: string, iface: string, properties: Record<string, Variant>): void {
    const known = this.#objects.get(path)?.[iface];
    if (known === undefined) return;
    Object.assign(known, properties);
    this.#signal(path, PROPERTIES, 'PropertiesChanged', 'sa{sv}as', [iface, properties, []]);
  }

  /** Removes objects, children before their parents. */
  removeUnder(prefix: string): void {
    for (const path of this.under(prefix).reverse()) {
      const names = Object.keys(this.#objects.get(path) ?? {});
      this.#objects.delete(path);
      this.#signal('/', OBJECT_MANAGER, 'InterfacesRemoved', 'oas', [path, names]);
    }
  }

  #signal(path: string, iface: string, member: string, signature: string, body: unknown[]): void {
    try {
      this.bus?.send(dbus.Message.newSignal(path, iface, member, signature, body));
    } catch {
      // The bus was killed.
    }
  }
}
