/** Bluetooth sensors: connects the decoders of `@wearwire/ble-parsers` to a producer. */
export type {
  BleCharacteristic,
  NobleCharacteristic,
  PlxCharacteristic,
  WebCharacteristic,
  WebDevice,
} from './ble/characteristics.js';
export type { FindCharacteristic } from './ble/finder.js';
export { type ReadingOptions, ReadingSubmitter } from './ble/reading-submitter.js';
export { type SensorProducer, streamSensor } from './ble/sensor.js';
export type {
  Sensor,
  SensorOptions,
  SensorSignals,
  SensorState,
  TimestampSource,
} from './ble/sensor-api.js';
export { SensorError } from './ble/sensor-error.js';
