/** Types of a characteristic with notifications in three libraries, reduced to the members that are used. */

/** Web Bluetooth: `BluetoothRemoteGATTCharacteristic`. */
export interface WebCharacteristic {
  readonly uuid: string;
  readonly value?: DataView | undefined;
  readonly service: {
    readonly uuid: string;
    readonly device: WebDevice;
  };
  startNotifications(): Promise<unknown>;
  stopNotifications(): Promise<unknown>;
  addEventListener(type: 'characteristicvaluechanged', listener: () => void): void;
  removeEventListener(type: 'characteristicvaluechanged', listener: () => void): void;
}

/**
 * Web Bluetooth: the members of `BluetoothDevice` that are used to find the characteristic after a reconnect.
 */
export interface WebDevice {
  readonly gatt?:
    | {
        readonly connected: boolean;
        connect(): Promise<{
          getPrimaryService(uuid: string): Promise<{
            getCharacteristic(uuid: string): Promise<WebCharacteristic>;
          }>;
        }>;
      }
    | undefined;
  addEventListener(type: 'gattserverdisconnected', listener: () => void): void;
  removeEventListener(type: 'gattserverdisconnected', listener: () => void): void;
}

/** noble and its forks: `Characteristic`. */
export interface NobleCharacteristic {
  readonly uuid: string;
  subscribeAsync(): Promise<unknown>;
  unsubscribeAsync(): Promise<unknown>;
  on(event: 'data', listener: (data: Uint8Array) => void): unknown;
  removeListener(event: 'data', listener: (data: Uint8Array) => void): unknown;
}

/** react-native-ble-plx: `Characteristic`. */
export interface PlxCharacteristic {
  readonly uuid: string;
  monitor(
    listener: (error: unknown, characteristic: { readonly value: string | null } | null) => void,
  ): { remove(): void };
}

/** A characteristic with notifications, of any of the three libraries. */
export type BleCharacteristic = WebCharacteristic | NobleCharacteristic | PlxCharacteristic;
