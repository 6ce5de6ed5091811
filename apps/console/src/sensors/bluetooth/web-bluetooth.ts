/** The types of Web Bluetooth that the page uses; TypeScript's library does not contain them. */
export interface BluetoothCharacteristic extends EventTarget {
  readonly uuid: string;
  readonly value?: DataView;
  readonly properties: {
    readonly read: boolean;
    readonly write: boolean;
    readonly notify: boolean;
    readonly indicate: boolean;
  };
  readValue(): Promise<DataView>;
  writeValueWithResponse(bytes: Uint8Array): Promise<void>;
  startNotifications(): Promise<unknown>;
}

export interface BluetoothDevice extends EventTarget {
  readonly id: string;
  readonly name?: string;
  readonly gatt: {
    connect(): Promise<{
      getPrimaryServices(): Promise<
        readonly {
          readonly uuid: string;
          getCharacteristics(): Promise<readonly BluetoothCharacteristic[]>;
        }[]
      >;
    }>;
    disconnect(): void;
  };
}

interface Bluetooth {
  requestDevice(options: {
    readonly filters: readonly { readonly services: readonly string[] }[];
    readonly optionalServices: readonly string[];
  }): Promise<BluetoothDevice>;
}

/** `undefined` if the browser does not support it, or the page was loaded neither over https nor from this machine. */
export function webBluetooth(): Bluetooth | undefined {
  return (navigator as { readonly bluetooth?: Bluetooth }).bluetooth;
}

/** Rejects with a `NotFoundError` if no device is chosen or the adapter is off. */
export async function requestSensor(bluetooth: Bluetooth): Promise<BluetoothDevice> {
  const filters = SENSOR_SERVICES.map((uuid) => ({ services: [uuid] }));
  const optionalServices = [...SENSOR_SERVICES, ...DESCRIBING_SERVICES];
  return bluetooth.requestDevice({ filters, optionalServices });
}

/** Converts a 16-bit UUID to the notation of the browser. */
const long = (short: string) => `0000${short}-0000-1000-8000-00805f9b34fb`;

/** Services of sensors that can be paired; the chooser lists devices with one of them. */
const SENSOR_SERVICES = [
  long('180d'), // heart rate
  long('1816'), // cycling speed and cadence
  long('1818'), // cycling power
  long('1826'), // fitness machine
  long('1814'), // running speed and cadence
  '00002100-5b1e-4347-b07c-97b514dae121', // CORE
  'fb005c80-02e7-f387-1cad-8acd2d8df0c8', // Polar measurement data
];

/** Battery and device information: read if present, but not sufficient to list a device. */
const DESCRIBING_SERVICES = [long('180f'), long('180a')];
