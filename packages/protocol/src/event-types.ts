/**
 * The event types that the protocol names, with field, unit and meaning.
 * Not a gate: any other type passes through (P-SUB-2).
 * Where two units were published the table has the reference's, which our producer uses, and says the other.
 */

/** `{"ts": ISO-8601, "val": number}` */
export interface ScalarReading {
  /** When it was measured, ISO-8601 with zone. */
  readonly ts: string;
  readonly val: number;
}

/** `{"ts": ISO-8601, "d": [numbers]}` */
export interface VectorReading {
  /** When it was measured, ISO-8601 with zone; of several samples the first. */
  readonly ts: string;
  readonly d: readonly number[];
}

/** Event type to reading. Extend it by declaration merging for types of your own. */
export interface ReadingMap {
  HEART_RATE: ScalarReading;
  HRV: ScalarReading;
  RR_INTERVAL: ScalarReading;
  ECG: VectorReading;
  STEPS: ScalarReading;
  STEPS_CADENCE: ScalarReading;
  DISTANCE: ScalarReading;
  SPEED: ScalarReading;
  FLOORS_CLIMBED: ScalarReading;
  ACTIVITY: ScalarReading;
  POWER: ScalarReading;
  BIKE_CADENCE: ScalarReading;
  ACCELERATION: VectorReading;
  GYROSCOPE: VectorReading;
  CALORIES: ScalarReading;
  MET: ScalarReading;
  LOCATION: VectorReading;
  CORE_TEMPERATURE: ScalarReading;
  SKIN_TEMPERATURE: ScalarReading;
}

export type EventType = keyof ReadingMap;

/** The reading of an event type: the mapped one, or anything for a type that the map does not know. */
export type ReadingOf<T extends string> = T extends EventType
  ? ReadingMap[T]
  : Readonly<Record<string, unknown>>;

export interface EventTypeInfo {
  /** `val`: one number. `d`: a list of numbers. */
  readonly field: 'val' | 'd';
  /** Unit in short form; empty where the number has none. */
  readonly unit: string;
  readonly meaning: string;
}

export const EVENT_TYPES = {
  HEART_RATE: { field: 'val', unit: 'bpm', meaning: 'heart rate' },
  HRV: { field: 'val', unit: 'ms', meaning: 'heart rate variability' },
  RR_INTERVAL: { field: 'val', unit: 'ms', meaning: 'time between two beats' },
  ECG: { field: 'd', unit: 'mV', meaning: 'electrocardiogram samples, oldest first' },
  STEPS: { field: 'val', unit: '', meaning: 'steps, accumulated' },
  STEPS_CADENCE: { field: 'val', unit: 'steps/s', meaning: 'step rate; some send steps/min' },
  DISTANCE: { field: 'val', unit: 'm', meaning: 'distance, accumulated' },
  SPEED: { field: 'val', unit: 'm/s', meaning: 'speed; one app sends km/h' },
  FLOORS_CLIMBED: { field: 'val', unit: '', meaning: 'floors, accumulated' },
  ACTIVITY: { field: 'val', unit: '', meaning: 'activity number of the platform' },
  POWER: { field: 'val', unit: 'W', meaning: 'mechanical power' },
  BIKE_CADENCE: { field: 'val', unit: 'rpm', meaning: 'crank revolutions per minute' },
  ACCELERATION: { field: 'd', unit: 'm/s²', meaning: 'acceleration x, y, z' },
  GYROSCOPE: { field: 'd', unit: 'rad/s', meaning: 'rotation x, y, z' },
  CALORIES: { field: 'val', unit: 'kcal', meaning: 'energy, accumulated' },
  MET: { field: 'val', unit: 'MET', meaning: 'metabolic equivalent' },
  LOCATION: { field: 'd', unit: '°', meaning: 'latitude, longitude' },
  CORE_TEMPERATURE: { field: 'val', unit: '°C', meaning: 'core body temperature' },
  SKIN_TEMPERATURE: { field: 'val', unit: '°C', meaning: 'skin temperature' },
} as const satisfies Record<EventType, EventTypeInfo>;

/** What is known of an event type, or `undefined` for one that only passes through. */
export function eventTypeInfo(type: string): EventTypeInfo | undefined {
  return Object.hasOwn(EVENT_TYPES, type) ? EVENT_TYPES[type as EventType] : undefined;
}
