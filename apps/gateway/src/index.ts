/** Submits readings of Bluetooth LE and ANT+ sensors to a broker. */

export type { AntStick, FindSticks, FoundStick } from './ant/ant-stick.js';
export { type ListUsb, type UsbDevicePort, usbSticks } from './ant/usb-stick.js';
export { checkSensors, type SensorCheck } from './checks/check-sensors.js';
export {
  GatewayError,
  type GatewayErrorCode,
  MapError,
  NothingToReceiveError,
  RadioError,
  SensorUnreachableError,
  StickError,
  type UnreachableReason,
} from './errors.js';
export {
  createGateway,
  type Gateway,
  type GatewayEvents,
  type GatewayOptions,
  type GatewayReport,
} from './gateway.js';
export { GATEWAY_LIMITS, type GatewayLimits } from './limits.js';
export { openRadio } from './radio/open-radio.js';
export type {
  AdapterState,
  OpenRadio,
  Radio,
  RadioCharacteristic,
  RadioEvents,
  RadioLink,
  RadioOptions,
  RadioService,
  Sighting,
} from './radio/radio.js';
export { type SensorRow, type ShownValue, sensorRow, type UserRow } from './sensor-row.js';
export type { SensorHubEvents } from './sensors/hub-events.js';
export type { PacketSource, Sensor, SensorState, WatchedPacket } from './sensors/sensor.js';
export { SensorHub, type SensorHubOptions } from './sensors/sensor-hub.js';
export type { PolarStreams } from './sensors/start-context.js';
export { tokenFromUrl } from './submit/token-from-url.js';
export type { OutputOptions } from './submit/user-output.js';
export {
  type Assignment,
  parseAssignment,
  parsePattern,
  type SensorPattern,
} from './users/assignment.js';
export { MapFile, type MapFileOptions } from './users/map-file.js';
export { type Owner, parseMapText, SensorMap } from './users/sensor-map.js';
