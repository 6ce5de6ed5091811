/**
 * The radio of Linux: BlueZ over D-Bus, without root. Scans on all adapters, connects through the one that
 * hears the sensor best and has a free connection, one attempt an adapter at a time, which is all that most
 * of them can do. Outlives restarts of the bus, of BlueZ and of adapters: links end, scanning begins anew.
 */
import { messageOf, RadioError, SensorUnreachableError } from '../../errors.js';
import type {
  AdapterState,
  OpenRadio,
  Radio,
  RadioEvents,
  RadioLink,
  RadioOptions,
} from '../radio.js';
import { BluezLink } from './bluez-link.js';
import { connectDevice } from './connect-device.js';
import { HeardTable } from './heard-table.js';
import { ADAPTER, DEVICE, OBJECT_MANAGER, ObjectTree, type TreeChange } from './object-tree.js';
import { sightingOf } from './sighting.js';
import { type BusSignal, SystemBus } from './system-bus.js';

/** Between two attempts to reach a bus or a service that went away. */
const RETRY_MS = 1_000;
const NO_BLUEZ = [
  'no Bluetooth service on the system bus',
  'install bluez and start bluetooth.service',
] as const;
const NO_ADAPTER = ['no Bluetooth adapter', 'plug one in, or enable the one of the board'] as const;

export const openBluezRadio: OpenRadio = async (events, options) => {
  const radio = new BluezRadio(events, options);
  await radio.open();
  return radio;
};

class BluezRadio implements Radio {
  readonly #events: RadioEvents;
  readonly #options: RadioOptions;
  readonly #tree = new ObjectTree();
  /** By path of the device. */
  readonly #links = new Map<string, BluezLink>();
  readonly #heard = new HeardTable();
  /** What waits for a change of a device, by its path: a connection that is being made. */
  readonly #waiting = new Map<string, () => void>();
  /** The end of the attempts of each adapter. */
  readonly #turns = new Map<string, Promise<unknown>>();
  readonly #scanning = new Set<string>();
  #bus: SystemBus | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(events: RadioEvents, options: RadioOptions) {
    this.#events = events;
    this.#options = options;
  }

  /** Rejects with `RadioError` when there is no bus, no BlueZ or no adapter at all. */
  async open(): Promise<void> {
    try {
      await this.#start();
      if (this.#tree.paths(ADAPTER).length === 0) throw new RadioError(...NO_ADAPTER);
    } catch (error) {
      await this.close();
      throw error;
    }
  }

  async connect(id: string, timeoutMs: number): Promise<RadioLink> {
    const adapter = this.#adapterFor(id);
    const before = this.#turns.get(adapter) ?? Promise.resolve();
    const attempt = before.then(() => this.#connectOn(adapter, id, timeoutMs));
    this.#turns.set(
      adapter,
      attempt.catch(() => {}),
    );
    return attempt;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retry);
    await Promise.all([...this.#links.values()].map((link) => link.close()));
    for (const adapter of this.#scanning) {
      await this.#bus?.call(adapter, ADAPTER, 'StopDiscovery').catch(() => {});
    }
    this.#bus?.close();
  }

  async #start(): Promise<void> {
    const bus = await SystemBus.open(
      {
        signal: (signal) => this.#signal(signal),
        service: (isRunning) => this.#service(isRunning),
        lost: (why) => this.#lost(`the D-Bus system bus is away (${why})`),
      },
      this.#options.commandTimeoutMs,
    );
    this.#bus = bus;
    if (!(await bus.hasService())) {
      this.#bus = undefined;
      bus.close();
      throw new RadioError(...NO_BLUEZ);
    }
    await this.#load();
  }

  /** Takes over what BlueZ has, and scans. */
  async #load(): Promise<void> {
    const [managed] = (await this.#bus?.call('/', OBJECT_MANAGER, 'GetManagedObjects')) ?? [];
    this.#tree.load(managed as Record<string, Record<string, unknown>>);
    this.#tellAdapters();
    for (const adapter of this.#tree.paths(ADAPTER)) await this.#scan(adapter);
    for (const path of this.#tree.paths(DEVICE)) this.#sighted(path, {});
  }

  async #scan(adapter: string): Promise<void> {
    if (this.#tree.get(adapter, ADAPTER)?.Powered !== true) {
      const name = nameOf(adapter);
      return this.#events.notice(`Bluetooth adapter ${name} is off: bluetoothctl power on`);
    }
    const bus = this.#bus;
    if (bus === undefined || this.#scanning.has(adapter)) return;
    this.#scanning.add(adapter);
    const filter = { Transport: bus.variant('s', 'le'), DuplicateData: bus.variant('b', true) };
    try {
      await bus.call(adapter, ADAPTER, 'SetDiscoveryFilter', 'a{sv}', [filter]);
      await bus.call(adapter, ADAPTER, 'StartDiscovery');
    } catch (error) {
      this.#scanning.delete(adapter);
      this.#events.notice(`${nameOf(adapter)} does not scan: ${messageOf(error)}`);
      if (!this.#isClosed) setTimeout(() => void this.#scan(adapter), RETRY_MS).unref();
    }
  }

  #signal(signal: BusSignal): void {
    const change = this.#tree.apply(signal);
    if (change === undefined) return;
    if (change.interfaces.includes(ADAPTER)) this.#adapterChanged(change);
    const [, device] = /^(\/org\/bluez\/[^/]+\/dev_[^/]+)/.exec(change.path) ?? [];
    if (device === undefined) return;
    this.#links.get(device)?.changed(change);
    if (change.path === device) this.#deviceChanged(device, change);
  }

  #deviceChanged(device: string, { kind, interfaces, properties }: TreeChange): void {
    this.#waiting.get(device)?.();
    if (!interfaces.includes(DEVICE)) return;
    if (kind === 'removed') this.#heard.forget(idOf(device), adapterOf(device));
    else this.#sighted(device, properties);
  }

  /** Tells what was heard, if something was: a connected device is there although it does not advertise. */
  #sighted(path: string, news: Readonly<Record<string, unknown>>): void {
    const device = this.#tree.get(path, DEVICE) ?? {};
    const isNews = 'RSSI' in news || 'ManufacturerData' in news || 'ServiceData' in news;
    if (!isNews && device.Connected !== true) return;
    const adapter = adapterOf(path);
    const sighting = sightingOf(device, news, nameOf(adapter));
    if (sighting === undefined) return;
    this.#heard.heard(sighting.id, adapter, sighting.rssiDbm);
    this.#events.heard(sighting);
  }

  #adapterChanged({ path, kind, properties }: TreeChange): void {
    if (kind === 'changed' && !('Powered' in properties)) return;
    const isOn = this.#tree.get(path, ADAPTER)?.Powered === true;
    this.#scanning.delete(path);
    if (!isOn) this.#endLinks((device) => adapterOf(device) === path);
    this.#tellAdapters();
    if (kind !== 'removed') void this.#scan(path);
  }

  #service(isRunning: boolean): void {
    if (!isRunning) return this.#gone('the Bluetooth service was stopped; waiting for it');
    this.#events.notice('the Bluetooth service is back');
    this.#load().catch((error) => this.#lost(messageOf(error)));
  }

  /** The bus is gone, too: it is opened again until that works. */
  #lost(why: string): void {
    if (this.#isClosed) return;
    this.#bus?.close();
    this.#bus = undefined;
    this.#gone(`${why}; trying again`);
    this.#retryLater();
  }

  #retryLater(): void {
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => {
      this.#start().then(
        () => this.#events.notice('the Bluetooth service is back'),
        () => {
          if (!this.#isClosed) this.#retryLater();
        },
      );
    }, RETRY_MS);
  }

  #gone(notice: string): void {
    this.#scanning.clear();
    this.#heard.clear();
    this.#tree.clear();
    this.#endLinks(() => true);
    this.#tellAdapters();
    this.#events.notice(notice);
  }

  #endLinks(isMeant: (device: string) => boolean): void {
    for (const [device, link] of this.#links) if (isMeant(device)) link.lost();
    for (const [device, check] of this.#waiting) if (isMeant(device)) check();
  }

  #tellAdapters(): void {
    const adapters: AdapterState[] = this.#tree.paths(ADAPTER).map((path) => ({
      id: nameOf(path),
      isOn: this.#tree.get(path, ADAPTER)?.Powered === true,
    }));
    this.#events.adapters(adapters);
  }

  /** The adapter that hears it best among those that have a free connection. */
  #adapterFor(id: string): string {
    const { outOfRangeMs, connectionsPerAdapterMax } = this.#options;
    const hearing = this.#heard
      .adaptersOf(id, outOfRangeMs)
      .filter((path) => this.#tree.get(path, ADAPTER)?.Powered === true);
    if (hearing.length === 0) throw new SensorUnreachableError('not in range', { reason: 'range' });
    const free = hearing.find((path) => this.#connections(path) < connectionsPerAdapterMax);
    if (free !== undefined) return free;
    const names = hearing.map(nameOf).join(' and ');
    throw new SensorUnreachableError(
      `${names} has ${connectionsPerAdapterMax} connections, which is the limit`,
      { reason: 'limit' },
    );
  }

  #connections(adapter: string): number {
    const links = [...this.#links.keys(), ...this.#waiting.keys()];
    return new Set(links.filter((device) => adapterOf(device) === adapter)).size;
  }

  async #connectOn(adapter: string, id: string, timeoutMs: number): Promise<RadioLink> {
    const path = `${adapter}/dev_${id.replaceAll(':', '_')}`;
    const bus = this.#bus;
    if (bus === undefined || this.#tree.get(path, DEVICE) === undefined) {
      throw new SensorUnreachableError('not in range', { reason: 'range' });
    }
    try {
      await connectDevice(bus, this.#tree, path, timeoutMs, this.#waiting);
    } catch (cause) {
      throw new SensorUnreachableError(`cannot connect: ${messageOf(cause)}`, { cause });
    }
    const link = new BluezLink(bus, this.#tree, path, nameOf(adapter));
    this.#links.set(path, link);
    void link.closed.then(() => {
      if (this.#links.get(path) === link) this.#links.delete(path);
    });
    return link;
  }
}

/** `/org/bluez/hci0` of `/org/bluez/hci0/dev_C0_…`. */
function adapterOf(devicePath: string): string {
  return devicePath.slice(0, devicePath.indexOf('/dev_'));
}

function nameOf(adapterPath: string): string {
  return adapterPath.slice(adapterPath.lastIndexOf('/') + 1);
}

function idOf(devicePath: string): string {
  return devicePath.slice(devicePath.indexOf('/dev_') + 5).replaceAll('_', ':');
}
