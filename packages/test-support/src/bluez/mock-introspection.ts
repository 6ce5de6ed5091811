/** The result of `Introspect`, which noble's D-Bus backend uses to find methods. */
import { ADAPTER, CHARACTERISTIC, DEVICE } from './bluez-names.js';

const arg = (direction: string, type: string) => `<arg direction="${direction}" type="${type}"/>`;
const method = (name: string, ...args: string[]) =>
  `<method name="${name}">${args.join('')}</method>`;
const iface = (name: string, ...members: string[]) =>
  `<interface name="${name}">${members.join('')}</interface>`;

const METHODS: Readonly<Record<string, readonly string[] | undefined>> = {
  [ADAPTER]: [
    method('StartDiscovery'),
    method('StopDiscovery'),
    method('SetDiscoveryFilter', arg('in', 'a{sv}')),
  ],
  [DEVICE]: [method('Connect'), method('Disconnect')],
  [CHARACTERISTIC]: [
    method('ReadValue', arg('in', 'a{sv}'), arg('out', 'ay')),
    method('WriteValue', arg('in', 'ay'), arg('in', 'a{sv}')),
    method('StartNotify'),
    method('StopNotify'),
  ],
};

const PROPERTIES = iface(
  'org.freedesktop.DBus.Properties',
  method('GetAll', arg('in', 's'), arg('out', 'a{sv}')),
  '<signal name="PropertiesChanged"><arg type="s"/><arg type="a{sv}"/><arg type="as"/></signal>',
);
const OBJECT_MANAGER = iface(
  'org.freedesktop.DBus.ObjectManager',
  method('GetManagedObjects', arg('out', 'a{oa{sa{sv}}}')),
  '<signal name="InterfacesAdded"><arg type="o"/><arg type="a{sa{sv}}"/></signal>',
  '<signal name="InterfacesRemoved"><arg type="o"/><arg type="as"/></signal>',
);

export function introspection(isRoot: boolean, interfaces: readonly string[]): string {
  const own = interfaces.map((name) => iface(name, ...(METHODS[name] ?? [])));
  return `<node>${isRoot ? OBJECT_MANAGER : ''}${PROPERTIES}${own.join('')}</node>`;
}
