/**
 * The Bluetooth radio on macOS and Windows: uses the system's default adapter through noble. Linux uses
 * `bluez/`, because noble's D-Bus backend does not recover from a restart of the bus or of BlueZ and supports
 * only one adapter (docs/adr/0026).
 */
import type { Characteristic, Noble, Peripheral, Service } from '@stoprocent/noble';
import { messageOf, RadioError, SensorUnreachableError } from '../../errors.js';
import { bluetoothId } from '../../sensors/sensor-id.js';
import { withTimeout } from '../../with-timeout.js';
import type {
  OpenRadio,
  Radio,
  RadioCharacteristic,
  RadioEvents,
  RadioLink,
  RadioOptions,
  RadioService,
  Sighting,
} from '../radio.js';

const ADAPTER = 'default';
/** Includes time for the user to answer the permission prompt that macOS shows on first use. */
const POWERED_ON_TIMEOUT_MS = 10_000;
const COMPANY_ID_BYTES = 2;

type LoadNoble = () => Promise<Noble>;

/** `load` is replaced in tests, because noble has another default backend on Linux. */
export function openNobleRadio(load: LoadNoble = loadNoble): OpenRadio {
  return async (events, options) => {
    const noble = await load();
    try {
      await noble.waitForPoweredOnAsync(POWERED_ON_TIMEOUT_MS);
    } catch (cause) {
      noble.stop();
      throw new RadioError(
        `Bluetooth is ${noble.state}`,
        'switch it on and allow this program to use it',
        cause,
      );
    }
    const radio = new NobleRadio(noble, events, options);
    await radio.scan();
    return radio;
  };
}

async function loadNoble(): Promise<Noble> {
  try {
    const loaded = await import('@stoprocent/noble');
    return (loaded as unknown as { default: Noble }).default;
  } catch (cause) {
    throw new RadioError(
      `cannot load the package @stoprocent/noble (${messageOf(cause)})`,
      'run "npm install @stoprocent/noble"',
      cause,
    );
  }
}

class NobleRadio implements Radio {
  readonly #noble: Noble;
  readonly #events: RadioEvents;
  readonly #options: RadioOptions;
  readonly #peripherals = new Map<string, Peripheral>();
  readonly #links = new Set<NobleLink>();
  /** Number of attempts to connect that are waiting or in progress. */
  #attempts = 0;
  #lastAttempt: Promise<unknown> = Promise.resolve();

  constructor(noble: Noble, events: RadioEvents, options: RadioOptions) {
    this.#noble = noble;
    this.#events = events;
    this.#options = options;
    noble.on('discover', (peripheral: Peripheral) => this.#discovered(peripheral));
    noble.on('stateChange', (state: string) => void this.#stateChanged(state));
    events.adapters([{ id: ADAPTER, isOn: true }]);
  }

  async scan(): Promise<void> {
    await this.#noble.startScanningAsync([], true);
  }

  connect(id: string, timeoutMs: number): Promise<RadioLink> {
    const { connectionsPerAdapterMax: connectionsMax } = this.#options;
    const peripheral = this.#peripherals.get(id);
    if (peripheral === undefined) {
      return Promise.reject(new SensorUnreachableError('not in range', { reason: 'range' }));
    }
    if (this.#links.size + this.#attempts >= connectionsMax) {
      const message = `no free connection (limit: ${connectionsMax})`;
      return Promise.reject(new SensorUnreachableError(message, { reason: 'limit' }));
    }
    this.#attempts++;
    const attempt = this.#lastAttempt
      .then(() => this.#connect(peripheral, timeoutMs))
      .finally(() => this.#attempts--);
    this.#lastAttempt = attempt.catch(() => {});
    return attempt;
  }

  async close(): Promise<void> {
    await Promise.all([...this.#links].map((link) => link.close()));
    await withTimeout(this.#noble.stopScanningAsync(), this.#options.commandTimeoutMs).catch(
      () => {},
    );
    this.#noble.stop();
  }

  async #connect(peripheral: Peripheral, timeoutMs: number): Promise<RadioLink> {
    let hasFailed = false;
    try {
      const found = peripheral.connectAsync().then(() => {
        // This attempt has timed out, and the next one may be in progress.
        if (hasFailed) throw new Error('the attempt has ended');
        return peripheral.discoverAllServicesAndCharacteristicsAsync();
      });
      const { services } = await withTimeout(found, timeoutMs);
      const link = new NobleLink(peripheral, services, this.#options.commandTimeoutMs);
      this.#links.add(link);
      void link.closed.then(() => this.#links.delete(link));
      return link;
    } catch (cause) {
      hasFailed = true;
      peripheral.disconnect();
      throw new SensorUnreachableError(`cannot connect: ${messageOf(cause)}`, { cause });
    }
  }

  #discovered(peripheral: Peripheral): void {
    const sighting = sightingOf(peripheral);
    if (sighting === undefined) return;
    this.#peripherals.set(sighting.id, peripheral);
    this.#events.heard(sighting);
  }

  async #stateChanged(state: string): Promise<void> {
    const isOn = state === 'poweredOn';
    this.#events.adapters([{ id: ADAPTER, isOn }]);
    if (!isOn) {
      for (const link of this.#links) link.markLost();
      return this.#events.notice(`Bluetooth is ${state}; waiting until it is switched on`);
    }
    await this.scan().catch((error) => this.#events.notice(`cannot scan: ${messageOf(error)}`));
  }
}

function sightingOf(peripheral: Peripheral): Sighting | undefined {
  const { address, advertisement, id: systemId, rssi } = peripheral;
  // macOS hides the address.
  const id = bluetoothId(address) ?? bluetoothId(systemId);
  if (id === undefined) return undefined;
  const { manufacturerData: data, serviceData, serviceUuids, localName } = advertisement;
  const hasData = data !== undefined && data.length >= COMPANY_ID_BYTES;
  const manufacturer = hasData
    ? [{ companyId: data.readUInt16LE(), bytes: Uint8Array.from(data.subarray(COMPANY_ID_BYTES)) }]
    : [];
  return {
    id,
    adapter: ADAPTER,
    name: localName,
    rssiDbm: rssi,
    serviceUuids: serviceUuids ?? [],
    manufacturerData: manufacturer,
    serviceData: (serviceData ?? []).map(({ uuid, data: bytes }) => ({
      uuid,
      bytes: Uint8Array.from(bytes),
    })),
  };
}

class NobleLink implements RadioLink {
  readonly adapter = ADAPTER;
  readonly services: readonly RadioService[];
  readonly closed: Promise<void>;
  readonly #peripheral: Peripheral;
  readonly #timeoutMs: number;
  readonly #characteristics = new Map<string, Characteristic>();
  #resolveClosed!: () => void;

  constructor(peripheral: Peripheral, services: readonly Service[], timeoutMs: number) {
    this.#peripheral = peripheral;
    this.#timeoutMs = timeoutMs;
    this.services = services.map(({ uuid, characteristics }) => ({
      uuid,
      characteristics: characteristics.map((characteristic) =>
        this.#addCharacteristic(`${uuid}/${characteristic.uuid}`, characteristic),
      ),
    }));
    this.closed = new Promise((resolve) => {
      this.#resolveClosed = resolve;
    });
    peripheral.once('disconnect', () => this.markLost());
  }

  async read(characteristic: RadioCharacteristic): Promise<Uint8Array> {
    const value = await this.#attempt('read', characteristic, (found) => found.readAsync());
    return Uint8Array.from(value);
  }

  async write(characteristic: RadioCharacteristic, bytes: Uint8Array): Promise<void> {
    const data = Buffer.from(bytes);
    await this.#attempt('write', characteristic, (found) => found.writeAsync(data, false));
  }

  async subscribe(
    characteristic: RadioCharacteristic,
    packet: (bytes: Uint8Array) => void,
  ): Promise<void> {
    await this.#attempt('subscribe to', characteristic, (found) => {
      // Results of reads arrive as the same event, but with `isNotification` false.
      found.on('data', (data: Buffer, isNotification: boolean) => {
        if (isNotification) packet(Uint8Array.from(data));
      });
      return found.subscribeAsync();
    });
  }

  async close(): Promise<void> {
    await withTimeout(this.#peripheral.disconnectAsync(), this.#timeoutMs).catch(() => {});
    this.markLost();
  }

  markLost(): void {
    for (const found of this.#characteristics.values()) found.removeAllListeners('data');
    this.#resolveClosed();
  }

  #addCharacteristic(key: string, characteristic: Characteristic): RadioCharacteristic {
    this.#characteristics.set(key, characteristic);
    const has = (...names: string[]) =>
      characteristic.properties.some((name) => names.includes(name));
    return {
      key,
      uuid: characteristic.uuid,
      canRead: has('read'),
      canNotify: has('notify', 'indicate'),
      canWrite: has('write', 'writeWithoutResponse'),
    };
  }

  async #attempt<T>(
    operation: string,
    { key, uuid }: RadioCharacteristic,
    call: (characteristic: Characteristic) => Promise<T>,
  ): Promise<T> {
    try {
      const characteristic = this.#characteristics.get(key);
      if (characteristic === undefined) throw new Error('the sensor has no such characteristic');
      return await withTimeout(call(characteristic), this.#timeoutMs);
    } catch (cause) {
      throw new SensorUnreachableError(`cannot ${operation} ${uuid}: ${messageOf(cause)}`, {
        cause,
      });
    }
  }
}
