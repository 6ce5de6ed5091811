/**
 * A mock of BlueZ on a private bus, with the parts that the gateway and Chromium use: adapters, devices,
 * GATT objects, discovery, connections, notifications, advertisements. Source of names and behaviour:
 * BlueZ, doc/org.bluez.*.rst.
 */
import dbus, { type Message, type MessageBus, type Variant } from 'dbus-next';
import { ADAPTER, BATTERY, CHARACTERISTIC, DEVICE, variant } from './bluez-names.js';
import {
  ADAPTER_DEFAULTS,
  ADAPTER_MANAGERS,
  DEVICE_DEFAULTS,
  SERVICE_MANAGERS,
} from './chromium-needs.js';
import { gattObjects, type MockService } from './mock-gatt.js';
import { introspection } from './mock-introspection.js';
import { MockObjects, OBJECT_MANAGER, PROPERTIES } from './mock-objects.js';
import { manufacturerDataSignal } from './raw-signal.js';

/** A device that accepts connections or only advertises. */
export interface MockDevice {
  readonly address: string;
  readonly name?: string;
  readonly adapter?: string;
  readonly serviceUuids?: readonly string[];
  readonly services?: readonly MockService[];
  readonly batteryPercent?: number;
}

export interface MockHooks {
  /** Returns an error message to refuse the connection, or `undefined` to accept it. */
  refuse?(address: string): string | undefined;
  connected?(address: string): void;
  /** Called when the client that made the latest call has disconnected from the bus. */
  clientGone?(): void;
  /** Called when a command was written; the hook can send a notification in response. */
  wrote?(address: string, uuid: string, bytes: Uint8Array): void;
}

/** dbus-next throws an uncaught error when it replies to a call that arrives after the connection has closed. */
function ignoreRepliesAfterClose(bus: MessageBus): void {
  const send = bus.send.bind(bus);
  bus.send = (message) => {
    try {
      send(message);
    } catch {}
  };
}

export class BluezMock {
  hooks: MockHooks = {};
  /** Received calls as `Member path`, for assertions. */
  readonly calls: string[] = [];
  readonly #objects = new MockObjects();
  readonly #devices = new Map<string, MockDevice>();
  /** Unique bus names of the clients that discover, by adapter path. */
  readonly #discovering = new Map<string, Set<string>>();
  #bus: MessageBus | undefined;
  /** Unique bus name of the client that made the latest call. */
  #client = '';

  async attach(address: string): Promise<void> {
    const bus = dbus.sessionBus({ busAddress: address });
    // Errors are expected: tests kill the bus.
    bus.on('error', () => {});
    this.#bus = bus;
    this.#objects.bus = bus;
    ignoreRepliesAfterClose(bus);
    bus.addMethodHandler((message: Message) => this.#call(message));
    await bus.requestName('org.bluez', 0);
    bus.on('message', (message: Message) => {
      const [name, , owner] = message.body as string[];
      if (message.member === 'NameOwnerChanged' && owner === '') this.#clientGone(String(name));
    });
    await bus.call(
      new dbus.Message({
        destination: 'org.freedesktop.DBus',
        path: '/org/freedesktop/DBus',
        interface: 'org.freedesktop.DBus',
        member: 'AddMatch',
        signature: 's',
        body: [`type='signal',sender='org.freedesktop.DBus',member='NameOwnerChanged'`],
      }),
    );
  }

  /** Stops the service and drops its connections. */
  detach(): void {
    this.#bus?.disconnect();
    this.#bus = undefined;
    this.#objects.bus = undefined;
    this.#client = '';
    this.#discovering.clear();
    for (const address of this.#devices.keys()) this.#removeGatt(address);
  }

  addAdapter(id: string, isOn = true): void {
    const address = variant('s', `00:11:22:33:44:${id.slice(-1).padStart(2, '0')}`);
    const properties = {
      Address: address,
      AddressType: variant('s', 'public'),
      Name: variant('s', id),
      Alias: variant('s', id),
      Powered: variant('b', isOn),
      Discovering: variant('b', false),
      ...ADAPTER_DEFAULTS,
    };
    this.#objects.add(`/org/bluez/${id}`, { [ADAPTER]: properties });
  }

  /** Adds the objects that Chromium requires before it uses the adapter. */
  addManagers(id: string): void {
    this.#objects.add('/org/bluez', SERVICE_MANAGERS);
    const path = `/org/bluez/${id}`;
    this.#objects.add(path, { ...this.#objects.get(path), ...ADAPTER_MANAGERS });
  }

  setPowered(id: string, isOn: boolean): void {
    const path = `/org/bluez/${id}`;
    if (!isOn) {
      for (const { address, adapter = 'hci0' } of this.#devices.values()) {
        if (adapter === id && this.isConnected(address)) this.drop(address);
      }
      this.#discovering.delete(path);
    }
    this.#objects.set(path, ADAPTER, {
      Powered: variant('b', isOn),
      Discovering: variant('b', false),
    });
  }

  addDevice(device: MockDevice): void {
    const { address, name = address, serviceUuids = [], services = [], batteryPercent } = device;
    this.#devices.set(address, device);
    const uuids = [...serviceUuids, ...services.map(({ uuid }) => uuid)];
    const properties: Record<string, Variant> = {
      Address: variant('s', address),
      AddressType: variant('s', 'random'),
      Name: variant('s', name),
      Alias: variant('s', name),
      Connected: variant('b', false),
      ServicesResolved: variant('b', false),
      RSSI: variant('n', -60),
      UUIDs: variant('as', uuids),
      Adapter: variant('o', this.#adapterOf(address)),
      ...DEVICE_DEFAULTS,
    };
    const battery = { Percentage: variant('y', batteryPercent) };
    const batteryInterface = batteryPercent === undefined ? {} : { [BATTERY]: battery };
    this.#objects.add(this.#pathOf(address), { [DEVICE]: properties, ...batteryInterface });
  }

  isConnected(address: string): boolean {
    return this.#objects.value(this.#pathOf(address), DEVICE, 'Connected') === true;
  }

  /** Sends an advertisement without data. Returns `false` if no client scans with the adapter. */
  sight(address: string, rssi = -60): boolean {
    return this.advertise(address, {}, rssi);
  }

  /** Sends an advertisement with service data. Returns `false` if no client scans with the adapter. */
  advertise(address: string, data: Record<string, Variant>, rssi = -60): boolean {
    if (!this.#isScanned(address)) return false;
    this.#objects.set(this.#pathOf(address), DEVICE, { RSSI: variant('n', rssi), ...data });
    return true;
  }

  /** Sends an advertisement with manufacturer data. Returns `false` if no client scans with the adapter. */
  advertiseCompany(address: string, companyId: number, data: Uint8Array, rssi = -60): boolean {
    const bus = this.#bus;
    if (bus === undefined || !this.#isScanned(address)) return false;
    const serial = bus.newSerial();
    const bytes = manufacturerDataSignal(this.#pathOf(address), companyId, data, rssi, serial);
    const { _connection: connection } = bus as unknown as {
      readonly _connection: { readonly stream: NodeJS.WritableStream };
    };
    connection.stream.write(bytes);
    return true;
  }

  #isScanned(address: string): boolean {
    const scanners = this.#discovering.get(this.#adapterOf(address));
    return this.#bus !== undefined && scanners !== undefined && scanners.size > 0;
  }

  /**
   * Sends a notification. Returns `false` if no client is subscribed, because a real device would then send
   * nothing.
   */
  notify(address: string, uuid: string, bytes: Uint8Array): boolean {
    const path = this.#characteristic(address, uuid);
    if (this.#bus === undefined || path === undefined) return false;
    if (this.#objects.value(path, CHARACTERISTIC, 'Notifying') !== true) return false;
    this.#objects.set(path, CHARACTERISTIC, { Value: variant('ay', Buffer.from(bytes)) });
    return true;
  }

  setBattery(address: string, percent: number): void {
    this.#objects.set(this.#pathOf(address), BATTERY, { Percentage: variant('y', percent) });
  }

  /** Drops the connection. */
  drop(address: string): void {
    this.#removeGatt(address);
    const disconnected = { Connected: variant('b', false), ServicesResolved: variant('b', false) };
    this.#objects.set(this.#pathOf(address), DEVICE, disconnected);
  }

  /** Resolves when the client has received all earlier signals. Rejects if it has disconnected from the bus. */
  async sync(): Promise<void> {
    const ping = new dbus.Message({
      destination: this.#client,
      path: '/',
      interface: 'org.freedesktop.DBus.Peer',
      member: 'Ping',
    });
    await this.#bus?.call(ping);
  }

  #pathOf(address: string): string {
    return `${this.#adapterOf(address)}/dev_${address.replaceAll(':', '_')}`;
  }

  #adapterOf(address: string): string {
    return `/org/bluez/${this.#devices.get(address)?.adapter ?? 'hci0'}`;
  }

  #characteristic(address: string, uuid: string): string | undefined {
    return this.#objects
      .under(`${this.#pathOf(address)}/`)
      .find((path) => this.#objects.value(path, CHARACTERISTIC, 'UUID') === uuid);
  }

  #clientGone(name: string): void {
    for (const scanners of this.#discovering.values()) scanners.delete(name);
    if (name !== this.#client) return;
    for (const path of this.#objects.under('/')) {
      const characteristic = this.#objects.get(path)?.[CHARACTERISTIC];
      if (characteristic !== undefined) characteristic.Notifying = variant('b', false);
    }
    this.hooks.clientGone?.();
  }

  #removeGatt(address: string): void {
    this.#objects.removeUnder(`${this.#pathOf(address)}/`);
    const device = this.#objects.get(this.#pathOf(address))?.[DEVICE];
    if (device === undefined) return;
    device.Connected = variant('b', false);
    device.ServicesResolved = variant('b', false);
  }

  #call(message: Message): boolean {
    const { path = '', interface: iface, member, body, sender } = message;
    if (iface === 'org.freedesktop.DBus.Peer') return false;
    const reply = (signature = '', values: unknown[] = []) => {
      this.#bus?.send(dbus.Message.newMethodReturn(message, signature, values));
      return true;
    };
    const refuse = (text: string) => {
      // The types of dbus-next require a string here, but it accepts the message.
      const call = message as unknown as string;
      this.#bus?.send(dbus.Message.newError(call, 'org.bluez.Error.Failed', text));
      return true;
    };
    if (sender !== undefined) this.#client = sender;
    this.calls.push(`${member} ${path}`);
    if (iface === 'org.freedesktop.DBus.Introspectable') {
      return reply('s', [introspection(path === '/', Object.keys(this.#objects.get(path) ?? {}))]);
    }
    if (iface === OBJECT_MANAGER) {
      return reply('a{oa{sa{sv}}}', [this.#objects.all()]);
    }
    const object = this.#objects.get(path);
    if (object === undefined) return refuse('UnknownObject');
    if (iface === PROPERTIES) {
      const [name, key, value] = body as [string, string, Variant];
      if (member === 'GetAll') return reply('a{sv}', [object[name] ?? {}]);
      if (member === 'Get') return reply('v', [object[name]?.[key]]);
      this.#objects.set(path, name, { [key]: value });
      return reply();
    }
    if (iface === ADAPTER) return this.#adapterCall(path, String(member), String(sender), reply);
    if (iface === DEVICE) return this.#deviceCall(path, String(member), reply, refuse);
    return this.#characteristicCall(path, String(member), body, reply);
  }

  #adapterCall(path: string, member: string, sender: string, reply: () => boolean): boolean {
    const scanners = this.#discovering.get(path) ?? new Set();
    this.#discovering.set(path, scanners);
    reply();
    if (member === 'StopDiscovery') scanners.delete(sender);
    if (member !== 'StartDiscovery') return true;
    scanners.add(sender);
    this.#objects.set(path, ADAPTER, { Discovering: variant('b', true) });
    for (const address of this.#devices.keys()) {
      if (this.#adapterOf(address) === path && !this.isConnected(address)) this.sight(address);
    }
    return true;
  }

  #deviceCall(
    path: string,
    member: string,
    reply: () => boolean,
    refuse: (text: string) => boolean,
  ): boolean {
    const address = addressOf(path);
    if (member === 'Disconnect') {
      this.drop(address);
      return reply();
    }
    const refusal = this.hooks.refuse?.(address);
    if (refusal !== undefined) return refuse(refusal);
    this.hooks.connected?.(address);
    if (this.isConnected(address)) return reply();
    this.#objects.set(path, DEVICE, { Connected: variant('b', true) });
    reply();
    const services = this.#devices.get(address)?.services ?? [];
    for (const object of gattObjects(path, services)) {
      this.#objects.add(object.path, object.interfaces);
    }
    this.#objects.set(path, DEVICE, { ServicesResolved: variant('b', true) });
    return true;
  }

  #characteristicCall(
    path: string,
    member: string,
    body: readonly unknown[],
    reply: (signature?: string, values?: unknown[]) => boolean,
  ): boolean {
    const characteristic = this.#objects.get(path)?.[CHARACTERISTIC];
    if (member === 'ReadValue') {
      const value = characteristic?.Value?.value ?? Buffer.alloc(0);
      reply('ay', [value]);
      // Like BlueZ, signals a value that was read as if it had been notified.
      this.#objects.set(path, CHARACTERISTIC, { Value: variant('ay', value) });
      return true;
    }
    if (member === 'StartNotify' || member === 'StopNotify') {
      this.#objects.set(path, CHARACTERISTIC, {
        Notifying: variant('b', member === 'StartNotify'),
      });
    }
    reply();
    if (member === 'WriteValue') {
      const uuid = String(characteristic?.UUID?.value);
      this.hooks.wrote?.(addressOf(path), uuid, Uint8Array.from(body[0] as Buffer));
    }
    return true;
  }
}

/** The address of the device in the path of one of its objects. */
function addressOf(path: string): string {
  const [device = ''] = path.slice(path.indexOf('/dev_') + 5).split('/', 1);
  return device.replaceAll('_', ':');
}
