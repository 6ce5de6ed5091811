/** Properties and objects that only Chromium requires before it uses an adapter or a device. */
import { variant } from './bluez-names.js';

export const ADAPTER_DEFAULTS = {
  Class: variant('u', 0),
  Discoverable: variant('b', false),
  DiscoverableTimeout: variant('u', 0),
  Pairable: variant('b', true),
  PairableTimeout: variant('u', 0),
  UUIDs: variant('as', []),
  Modalias: variant('s', 'usb:v1D6Bp0246d0542'),
  Roles: variant('as', ['central']),
};

export const DEVICE_DEFAULTS = {
  Paired: variant('b', false),
  Bonded: variant('b', false),
  Trusted: variant('b', false),
  Blocked: variant('b', false),
  LegacyPairing: variant('b', false),
};

/** Interfaces of `/org/bluez`. */
export const SERVICE_MANAGERS = {
  'org.bluez.AgentManager1': {},
  'org.bluez.ProfileManager1': {},
};

/** Interfaces of an adapter. */
export const ADAPTER_MANAGERS = {
  'org.bluez.GattManager1': {},
  'org.bluez.LEAdvertisingManager1': {
    ActiveInstances: variant('y', 0),
    SupportedInstances: variant('y', 5),
  },
};
