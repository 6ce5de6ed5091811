/** GATT objects of a mock device, in BlueZ's hierarchy below the device. */
import type { Variant } from 'dbus-next';
import { CHARACTERISTIC, DESCRIPTOR, longUuid, SERVICE, variant } from './bluez-names.js';

export interface MockService {
  /** 128-bit UUID in lower case, in BlueZ's notation. */
  readonly uuid: string;
  readonly characteristics: readonly {
    readonly uuid: string;
    readonly flags: readonly string[];
    /** The result of ReadValue. */
    readonly value?: Uint8Array;
  }[];
}

interface MockObject {
  readonly path: string;
  readonly interfaces: Record<string, Record<string, Variant>>;
}

export function gattObjects(device: string, services: readonly MockService[]): MockObject[] {
  let handle = 0x10;
  const next = () => (handle++).toString(16).padStart(4, '0');
  return services.flatMap(({ uuid, characteristics }) => {
    const service = `${device}/service${next()}`;
    const properties = {
      UUID: variant('s', uuid),
      Primary: variant('b', true),
      Device: variant('o', device),
      Includes: variant('ao', []),
    };
    const descendants = characteristics.flatMap(({ uuid: characteristicUuid, flags, value }) => {
      const path = `${service}/char${next()}`;
      const characteristic = {
        UUID: variant('s', characteristicUuid),
        Service: variant('o', service),
        Flags: variant('as', [...flags]),
        Notifying: variant('b', false),
        Value: variant('ay', Buffer.from(value ?? [])),
      };
      const ccc = {
        UUID: variant('s', longUuid('2902')),
        Characteristic: variant('o', path),
        Value: variant('ay', Buffer.from([0, 0])),
      };
      return [
        { path, interfaces: { [CHARACTERISTIC]: characteristic } },
        { path: `${path}/desc${next()}`, interfaces: { [DESCRIPTOR]: ccc } },
      ];
    });
    return [{ path: service, interfaces: { [SERVICE]: properties } }, ...descendants];
  });
}
