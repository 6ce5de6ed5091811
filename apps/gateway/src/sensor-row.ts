/** Sensors and users for display: plain data that can be converted to JSON. */
import type { ReadingType } from '@wearwire/ble-parsers';
import type { Sensor, SensorState } from './sensors/sensor.js';
import type { UserOutput } from './submit/user-output.js';

/** A value with its unit. */
export interface ShownValue {
  readonly val?: number;
  readonly d?: readonly number[];
  readonly unit: string;
}

/** The state of a sensor. */
export interface SensorRow {
  readonly id: string;
  readonly transport: 'ble' | 'ant';
  readonly name?: string;
  /** Names of its services or ANT+ profiles. */
  readonly kinds: readonly string[];
  /** Types of the readings that it can send. */
  readonly gives: readonly ReadingType[];
  /** The user to whom the map assigns it; absent if no line of the map matches it. */
  readonly user?: string;
  readonly state: SensorState;
  /** The reason for its state, such as why it is waiting. */
  readonly detail?: string;
  /** The adapter or stick that receives it. */
  readonly source?: string;
  readonly rssiDbm?: number;
  readonly batteryPercent?: number;
  /** The latest reading of each type whose value has not expired. */
  readonly values: { readonly [Type in ReadingType]?: ShownValue };
  /** Readings submitted to the producer of its user. */
  readonly submitted: number;
  /** Submitted readings that the broker has confirmed. */
  readonly confirmed: number;
  /** Unconfirmed readings of its user, from all sensors and from earlier runs. */
  readonly waiting: number;
  /** Packets of the sensor that could not be decoded. */
  readonly undecodedPackets: number;
}

/** The state of a user who is, or was, in the map. */
export interface UserRow {
  readonly user: string;
  /** State of the connection to the broker. */
  readonly state: string;
  /** Unconfirmed readings, from all sensors of the user and from earlier runs. */
  readonly waiting: number;
  /** Readings dropped since the start. */
  readonly dropped: number;
}

/** Returns the row of a sensor. Its counts are 0 without an output. */
export function sensorRow(sensor: Sensor, output: UserOutput | undefined): SensorRow {
  const { name, owner, detail, source, rssiDbm, batteryPercent } = sensor;
  const counts = output?.countsOf(sensor.id) ?? { submitted: 0, confirmed: 0 };
  return {
    id: sensor.id,
    transport: sensor.transport,
    ...(name !== undefined && { name }),
    kinds: [...sensor.kinds],
    gives: [...sensor.gives],
    ...(owner !== undefined && { user: owner.user }),
    state: sensor.state,
    ...(detail !== undefined && { detail }),
    ...(source !== undefined && { source }),
    ...(rssiDbm !== undefined && { rssiDbm }),
    ...(batteryPercent !== undefined && { batteryPercent }),
    values: shownValues(sensor),
    ...counts,
    waiting: output?.waiting ?? 0,
    undecodedPackets: sensor.undecodedPackets,
  };
}

function shownValues(sensor: Sensor): SensorRow['values'] {
  const entries = [...sensor.values].map(([type, reading]) => {
    const value = 'val' in reading ? { val: reading.val } : { d: reading.d };
    return [type, { ...value, unit: reading.unit }] as const;
  });
  return Object.fromEntries(entries);
}
