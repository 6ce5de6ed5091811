/** The context for starting the streams of a sensor that sends data only after a command. */
import type { PmdStreamName, SessionPacket } from '@wearwire/ble-parsers';
import type { RadioCharacteristic, RadioLink } from '../radio/radio.js';
import type { Sensor } from './sensor.js';

/**
 * Polar streams to start, with the requested rate in Hz; `undefined`: the first rate that the device offers.
 */
export type PolarStreams = ReadonlyMap<PmdStreamName, number | undefined>;

/** The characteristic to write commands to, and access to packets of the sensor. */
export interface StartContext {
  readonly link: RadioLink;
  readonly sensor: Sensor;
  readonly characteristic: RadioCharacteristic;
  readonly timeoutMs: number;
  readonly polarStreams: PolarStreams;
  /** Called with each decoded packet of the sensor; add a listener to wait for a response. */
  readonly packetListeners: Set<(uuid: string, packet: SessionPacket) => void>;
  /** Values read when the sensor was connected, by UUID. */
  readonly valuesAtConnect: ReadonlyMap<string, SessionPacket>;
}
