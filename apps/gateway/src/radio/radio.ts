/**
 * The port to a Bluetooth radio: scanning, connections, characteristics. Two adapters: `bluez/` for Linux,
 * `noble/` for macOS and Windows. Nothing outside of these folders knows a Bluetooth library.
 *
 * An adapter MUST hand packets on in the order in which the system gave them, each once, and MUST resolve
 * `closed` of every link exactly when no further packet of it will come.
 */

/** What was heard of a device, in one advertisement or one change of it. */
export interface Sighting {
  /** As `bluetoothId` writes it. */
  readonly id: string;
  /** Which adapter heard it: `hci0`. */
  readonly adapter: string;
  readonly name?: string | undefined;
  readonly rssiDbm?: number | undefined;
  readonly serviceUuids: readonly string[];
  /** Payloads of this advertisement alone, without the company id. */
  readonly manufacturerData: readonly { readonly companyId: number; readonly bytes: Uint8Array }[];
  /** Likewise. */
  readonly serviceData: readonly { readonly uuid: string; readonly bytes: Uint8Array }[];
}

/** A Bluetooth adapter of this computer. */
export interface AdapterState {
  readonly id: string;
  readonly isOn: boolean;
}

/** What a radio tells. */
export interface RadioEvents {
  heard(sighting: Sighting): void;
  /** Adapters were added, removed, switched on or off; none while the Bluetooth service is away. */
  adapters(adapters: readonly AdapterState[]): void;
  /** A line for people: the bus is away, an adapter is off. */
  notice(message: string): void;
}

/** A characteristic of a connected sensor. */
export interface RadioCharacteristic {
  /** Of either length, in any case. */
  readonly uuid: string;
  readonly canRead: boolean;
  readonly canNotify: boolean;
  readonly canWrite: boolean;
  /** The adapter's own name for it. */
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
  /** Packets may come before this resolves. */
  subscribe(
    characteristic: RadioCharacteristic,
    packet: (bytes: Uint8Array) => void,
  ): Promise<void>;
  /** Resolves when the connection is gone, whoever ended it. */
  readonly closed: Promise<void>;
  /** Ends the connection. Never rejects. */
  close(): Promise<void>;
}

/** A radio that scans until it is closed. */
export interface Radio {
  /**
   * Connects, at most `timeoutMs` long. Rejects with `SensorUnreachableError`, whose `reason` says why, when
   * the sensor is not in range, refuses, or no adapter has a free connection.
   */
  connect(id: string, timeoutMs: number): Promise<RadioLink>;
  close(): Promise<void>;
}

/** Limits that an adapter keeps. */
export interface RadioOptions {
  readonly connectionsPerAdapterMax: number;
  readonly commandTimeoutMs: number;
  /** A device that was last heard longer ago than this is out of range. */
  readonly outOfRangeMs: number;
}

/** Opens the radio. Rejects with `RadioError` when there is none now. */
export type OpenRadio = (events: RadioEvents, options: RadioOptions) => Promise<Radio>;
