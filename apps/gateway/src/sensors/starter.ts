/** What starts the streams of a sensor that sends nothing before it is told to. */
import type { PmdStreamName, SessionPacket } from '@wearwire/ble-parsers';
import type { RadioCharacteristic, RadioLink } from '../radio/radio.js';
import type { Sensor } from './sensor.js';

/** Polar streams to start, and the wanted rate in Hz; without a rate the device's first. */
export type PolarStreams = ReadonlyMap<PmdStreamName, number | undefined>;

/** A characteristic that is written to, and all packets of the sensor meanwhile. */
export interface Starter {
  readonly link: RadioLink;
  readonly sensor: Sensor;
  readonly characteristic: RadioCharacteristic;
  readonly timeoutMs: number;
  readonly polarStreams: PolarStreams;
  /** What the sensor told by itself or in answer; called with each packet until `undefined` is set. */
  readonly packets: Set<(uuid: string, packet: SessionPacket) => void>;
  /** What was read before, by UUID. */
  readonly reads: ReadonlyMap<string, SessionPacket>;
}
