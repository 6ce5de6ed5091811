/**
 * The event types that the protocol names, with field and unit; what they mean stands in meanings.ts.
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

/** Event types that `ReadingMap` names, those that a user has added included. */
export type EventType = keyof ReadingMap;

/** The reading of an event type: the mapped one, or anything for a type that the map does not know. */
export type ReadingOf<T extends string> = T extends EventType
  ? ReadingMap[T]
  : Readonly<Record<string, unknown>>;

/** What a reading of a type holds by convention. */
export interface EventTypeInfo {
  /** `val`: one number. `d`: a list of numbers. */
  readonly field: 'val' | 'd';
  /** Unit in short form; empty where the number has none. */
  readonly unit: string;
}

/**
 * The event types of the protocol, with field and unit. Not a gate: any other type passes through
 * (P-SUB-2).
 */
export const EVENT_TYPES = {
  HEART_RATE: { field: 'val', unit: 'bpm' },
  HRV: { field: 'val', unit: 'ms' },
  RR_INTERVAL: { field: 'val', unit: 'ms' },
  ECG: { field: 'd', unit: 'mV' },
  STEPS: { field: 'val', unit: '' },
  STEPS_CADENCE: { field: 'val', unit: 'steps/s' },
  DISTANCE: { field: 'val', unit: 'm' },
  SPEED: { field: 'val', unit: 'm/s' },
  FLOORS_CLIMBED: { field: 'val', unit: '' },
  ACTIVITY: { field: 'val', unit: '' },
  POWER: { field: 'val', unit: 'W' },
  BIKE_CADENCE: { field: 'val', unit: 'rpm' },
  ACCELERATION: { field: 'd', unit: 'm/s²' },
  GYROSCOPE: { field: 'd', unit: 'rad/s' },
  CALORIES: { field: 'val', unit: 'kcal' },
  MET: { field: 'val', unit: 'MET' },
  LOCATION: { field: 'd', unit: '°' },
  CORE_TEMPERATURE: { field: 'val', unit: '°C' },
  SKIN_TEMPERATURE: { field: 'val', unit: '°C' },
} as const satisfies Record<EventType, EventTypeInfo>;

/** What is known of an event type, or `undefined` for one that only passes through. */
export function eventTypeInfo(type: string): EventTypeInfo | undefined {
  return Object.hasOwn(EVENT_TYPES, type) ? EVENT_TYPES[type as EventType] : undefined;
}
