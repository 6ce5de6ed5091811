/** What is shown of a sensor and of a user: plain data that survives JSON. */
import type { ReadingType } from '@wearwire/ble-parsers';
import type { Sensor, SensorState } from './sensors/sensor.js';
import type { UserOutput } from './submit/user-output.js';

/** One value in its unit. */
export interface ShownValue {
  readonly val?: number;
  readonly d?: readonly number[];
  readonly unit: string;
}

/** A sensor. */
export interface SensorRow {
  readonly id: string;
  readonly transport: 'ble' | 'ant';
  readonly name?: string;
  /** Names of its services or profiles. */
  readonly kinds: readonly string[];
  /** Types that it can send. */
  readonly gives: readonly ReadingType[];
  /** Whose readings it gives; left out when no line of the map names it. */
  readonly user?: string;
  readonly state: SensorState;
  /** Why it waits. */
  readonly detail?: string;
  /** The adapter or stick that hears it. */
  readonly source?: string;
  readonly rssiDbm?: number;
  readonly batteryPercent?: number;
  /** The latest reading of each type that has a value now. */
  readonly values: { readonly [Type in ReadingType]?: ShownValue };
  /** Readings that were handed to the producer of its user. */
  readonly submitted: number;
  /** Of these, readings that the broker has confirmed. */
  readonly confirmed: number;
  /** Readings of its user that the broker has not confirmed, of all sensors and earlier runs. */
  readonly waiting: number;
  readonly undecodedPackets: number;
}

/** A user of the map. */
export interface UserRow {
  readonly user: string;
  /** Of the connection to the broker. */
  readonly state: string;
  readonly waiting: number;
  readonly dropped: number;
}

/** The row of a sensor; counts are 0 without an output. */
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
