/**
 * The Bluetooth radio on Linux: BlueZ over D-Bus, without root. Scans on all adapters. Connects through the
 * adapter with the best signal among those with a free connection, one attempt per adapter at a time, because
 * most adapters support only one at a time. After a restart of the bus, BlueZ or an adapter, links end and scanning
 * starts again.
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
import { chooseAdapter } from './choose-adapter.js';
import { connectDevice } from './connect-device.js';
import { Discovery } from './discovery.js';
import { HeardTable } from './heard-table.js';
import { adapterOf, addressOf, deviceIn, devicePath, nameOf } from './object-paths.js';
import { ADAPTER, DEVICE, OBJECT_MANAGER, ObjectTree, type TreeChange } from './object-tree.js';
import { sightingOf } from './sighting.js';
import { type BusSignal, SystemBus } from './system-bus.js';

/** Wait before another attempt to reconnect to the bus. */
const RETRY_MS = 1_000;
const NO_BLUEZ = [
  'no Bluetooth service on the system bus',
  'install bluez and start bluetooth.service',
] as const;
const NO_ADAPTER = ['no Bluetooth adapter', 'plug one in, or enable the built-in one'] as const;

export const openBluezRadio: OpenRadio = async (events, options) => {
  const radio = new BluezRadio(events, options);
  await radio.open();
  return radio;
};

class BluezRadio implements Radio {
  readonly #events: RadioEvents;
  readonly #options: RadioOptions;
  readonly #tree = new ObjectTree();
  /** Open links, by device path. */
  readonly #links = new Map<string, BluezLink>();
  readonly #heard = new HeardTable();
  /** Checks of connection attempts in progress, by device path; called after each change of the device. */
  readonly #pendingChecks = new Map<string, () => void>();
  /** The last connection attempt of each adapter; the next one starts when it has ended. */
  readonly #attempts = new Map<string, Promise<unknown>>();
  /** Connection attempts that are waiting or in progress. A device can have several. */
  readonly #attempted = new Set<{ readonly path: string }>();
  readonly #discovery: Discovery;
  #bus: SystemBus | undefined;
  #retryTimer: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(events: RadioEvents, options: RadioOptions) {
    this.#events = events;
    this.#options = options;
    this.#discovery = new Discovery({
      tree: this.#tree,
      bus: () => this.#bus,
      notice: (message) => events.notice(message),
    });
  }

  /** Rejects with `RadioError` if there is no bus, no BlueZ or no adapter. */
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
    const path = devicePath(adapter, id);
    const entry = { path };
    this.#attempted.add(entry);
    const previous = this.#attempts.get(adapter) ?? Promise.resolve();
    const attempt = previous
      .then(() => this.#connectDevice(path, timeoutMs))
      .finally(() => this.#attempted.delete(entry));
    this.#attempts.set(
      adapter,
      attempt.catch(() => {}),
    );
    return attempt;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#retryTimer);
    await Promise.all([...this.#links.values()].map((link) => link.close()));
    await this.#discovery.close();
    this.#bus?.close();
  }

  async #start(): Promise<void> {
    const bus = await SystemBus.open(
      {
        signal: (signal) => this.#signal(signal),
        service: (isRunning) => this.#service(isRunning),
        lost: (reason) => this.#lost(`lost the D-Bus system bus (${reason})`),
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

  /** Loads the objects of BlueZ and starts scanning. */
  async #load(): Promise<void> {
    const [managed] = (await this.#bus?.call('/', OBJECT_MANAGER, 'GetManagedObjects')) ?? [];
    this.#tree.load(managed as Record<string, Record<string, unknown>>);
    this.#reportAdapters();
    for (const adapter of this.#tree.paths(ADAPTER)) await this.#discovery.start(adapter);
    for (const path of this.#tree.paths(DEVICE)) this.#reportSighting(path, {});
  }

  #signal(signal: BusSignal): void {
    const change = this.#tree.apply(signal);
    if (change === undefined) return;
    if (change.interfaces.includes(ADAPTER)) this.#adapterChanged(change);
    const device = deviceIn(change.path);
    if (device === undefined) return;
    this.#links.get(device)?.applyChange(change);
    if (change.path === device) this.#deviceChanged(device, change);
  }

  #deviceChanged(device: string, { kind, interfaces, properties }: TreeChange): void {
    this.#pendingChecks.get(device)?.();
    if (!interfaces.includes(DEVICE)) return;
    if (kind === 'removed') this.#heard.remove(addressOf(device), adapterOf(device));
    else this.#reportSighting(device, properties);
  }

  /**
   * Reports a sighting if the change is an advertisement, or if the device is connected, because a connected device
   * does not advertise.
   */
  #reportSighting(path: string, changed: TreeChange['properties']): void {
    const device = this.#tree.get(path, DEVICE) ?? {};
    const isAdvertisement =
      'RSSI' in changed || 'ManufacturerData' in changed || 'ServiceData' in changed;
    if (!isAdvertisement && device.Connected !== true) return;
    const adapter = adapterOf(path);
    const sighting = sightingOf(device, changed, nameOf(adapter));
    if (sighting === undefined) return;
    this.#heard.record(sighting.id, adapter, sighting.rssiDbm);
    this.#events.heard(sighting);
  }

  #adapterChanged({ path, kind, properties }: TreeChange): void {
    if (kind === 'changed' && !('Powered' in properties)) return;
    const isOn = this.#tree.get(path, ADAPTER)?.Powered === true;
    this.#discovery.markEnded(path);
    if (!isOn) this.#endLinks((device) => adapterOf(device) === path);
    this.#reportAdapters();
    if (kind !== 'removed') void this.#discovery.start(path);
  }

  #service(isRunning: boolean): void {
    if (!isRunning)
      return this.#reset('the Bluetooth service has stopped; waiting until it starts again');
    this.#events.notice('the Bluetooth service is available again');
    this.#load().catch((error) => this.#lost(messageOf(error)));
  }

  /** Called when the connection to the bus is lost; tries to reconnect until that succeeds. */
  #lost(reason: string): void {
    if (this.#isClosed) return;
    this.#bus?.close();
    this.#bus = undefined;
    this.#reset(`${reason}; reconnecting`);
    this.#retryLater();
  }

  #retryLater(): void {
    clearTimeout(this.#retryTimer);
    this.#retryTimer = setTimeout(() => {
      this.#start().then(
        () => this.#events.notice('the Bluetooth service is available again'),
        () => {
          if (!this.#isClosed) this.#retryLater();
        },
      );
    }, RETRY_MS);
  }

  #reset(notice: string): void {
    this.#discovery.clear();
    this.#heard.clear();
    this.#tree.clear();
    this.#endLinks(() => true);
    this.#reportAdapters();
    this.#events.notice(notice);
  }

  #endLinks(isAffected: (device: string) => boolean): void {
    for (const [device, link] of this.#links) if (isAffected(device)) link.markLost();
    for (const [device, check] of this.#pendingChecks) if (isAffected(device)) check();
  }

  #reportAdapters(): void {
    const adapters: AdapterState[] = this.#tree.paths(ADAPTER).map((path) => ({
      id: nameOf(path),
      isOn: this.#tree.get(path, ADAPTER)?.Powered === true,
    }));
    this.#events.adapters(adapters);
  }

  /** Returns the adapter with the best signal of the sensor among those with a free connection. */
  #adapterFor(id: string): string {
    const { outOfRangeMs, connectionsPerAdapterMax } = this.#options;
    const inRange = this.#heard
      .adaptersOf(id, outOfRangeMs)
      .filter((path) => this.#tree.get(path, ADAPTER)?.Powered === true);
    return chooseAdapter(inRange, (path) => this.#connectionsOf(path), connectionsPerAdapterMax);
  }

  /** Number of connections of an adapter, including those still to be opened. */
  #connectionsOf(adapter: string): number {
    const devices = [...this.#links.keys(), ...[...this.#attempted].map(({ path }) => path)];
    return new Set(devices.filter((device) => adapterOf(device) === adapter)).size;
  }

  async #connectDevice(path: string, timeoutMs: number): Promise<RadioLink> {
    const bus = this.#bus;
    if (bus === undefined || this.#tree.get(path, DEVICE) === undefined) {
      throw new SensorUnreachableError('not in range', { reason: 'range' });
    }
    try {
      await connectDevice(bus, this.#tree, path, timeoutMs, this.#pendingChecks);
    } catch (cause) {
      throw new SensorUnreachableError(`cannot connect: ${messageOf(cause)}`, { cause });
    }
    const link = new BluezLink(bus, this.#tree, path, nameOf(adapterOf(path)));
    this.#links.set(path, link);
    void link.closed.then(() => {
      if (this.#links.get(path) === link) this.#links.delete(path);
    });
    return link;
  }
}
