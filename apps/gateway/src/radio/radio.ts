/**
 * The port to a Bluetooth radio: scanning, connections, characteristics. Two implementations: `bluez/` for
 * Linux, `noble/` for macOS and Windows. Only these folders use a Bluetooth library.
 *
 * An implementation MUST deliver each packet once, in the order received from the system, and MUST NOT
 * resolve `closed` of a link before its last packet.
 */

/** Properties of a device in one advertisement, or in one change of a known device. */
export interface Sighting {
  /** In the form returned by `bluetoothId`. */
  readonly id: string;
  /** The adapter that received it, such as `hci0`. */
  readonly adapter: string;
  readonly name?: string | undefined;
  readonly rssiDbm?: number | undefined;
  readonly serviceUuids: readonly string[];
  /** Payloads of this advertisement only, without the company id. */
  readonly manufacturerData: readonly { readonly companyId: number; readonly bytes: Uint8Array }[];
  /** Payloads of this advertisement only. */
  readonly serviceData: readonly { readonly uuid: string; readonly bytes: Uint8Array }[];
}

/** A Bluetooth adapter of this computer. */
export interface AdapterState {
  readonly id: string;
  readonly isOn: boolean;
}

/** Callbacks of a radio. */
export interface RadioEvents {
  heard(sighting: Sighting): void;
  /** Adapters were added, removed, switched on or off. Empty while the Bluetooth service is not running. */
  adapters(adapters: readonly AdapterState[]): void;
  /** A message to show to the operator, such as that an adapter is off. */
  notice(message: string): void;
}

/** A characteristic of a connected sensor. */
export interface RadioCharacteristic {
  /** In the short or the long form, in upper or lower case. */
  readonly uuid: string;
  readonly canRead: boolean;
  readonly canNotify: boolean;
  readonly canWrite: boolean;
  /** Identifies the characteristic within the implementation. */
  readonly key: string;
}

/** A service of a connected sensor. */
export interface RadioService {
  readonly uuid: string;
  readonly characteristics: readonly RadioCharacteristic[];
}

/** A connection to a sensor. Methods reject with `SensorUnreachableError`. */
export interface RadioLink {
  readonly adapter: string;
  readonly services: readonly RadioService[];
  read(characteristic: RadioCharacteristic): Promise<Uint8Array>;
  write(characteristic: RadioCharacteristic, bytes: Uint8Array): Promise<void>;
  /** Calls `packet` with each packet, possibly before the promise resolves. */
  subscribe(
    characteristic: RadioCharacteristic,
    packet: (bytes: Uint8Array) => void,
  ): Promise<void>;
  /** Resolves when the connection has ended for any reason. */
  readonly closed: Promise<void>;
  /** Ends the connection. Never rejects. */
  close(): Promise<void>;
}

/** A Bluetooth radio, which scans until it is closed. */
export interface Radio {
  /**
   * Waits until earlier attempts on the same adapter have ended, then connects within `timeoutMs`. Rejects with
   * `SensorUnreachableError` if the sensor is not in range or refuses, or if no adapter has a free connection; see its
   * `reason`.
   */
  connect(id: string, timeoutMs: number): Promise<RadioLink>;
  close(): Promise<void>;
}

/** Limits that an implementation enforces. */
export interface RadioOptions {
  readonly connectionsPerAdapterMax: number;
  readonly commandTimeoutMs: number;
  /** Time without an advertisement after which a device is out of range. */
  readonly outOfRangeMs: number;
}

/** Opens the radio. Rejects with `RadioError` if none is available. */
export type OpenRadio = (events: RadioEvents, options: RadioOptions) => Promise<Radio>;
