/** The event types of the protocol and their readings. Descriptions of the types are in meanings.ts. */

/** `{"ts": ISO-8601, "val": number}` */
export interface ScalarReading {
  /** Time of the measurement, ISO-8601 with time zone. */
  readonly ts: string;
  readonly val: number;
}

/** `{"ts": ISO-8601, "d": [numbers]}` */
export interface VectorReading {
  /** Time of the measurement, ISO-8601 with time zone; the time of the first sample if there are several. */
  readonly ts: string;
  readonly d: readonly number[];
}

/** Maps event types to readings. Can be extended by declaration merging. */
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

/** Event types in `ReadingMap`, including those added by declaration merging. */
export type EventType = keyof ReadingMap;

/** The reading of an event type in `ReadingMap`; any object for other types. */
export type ReadingOf<T extends string> = T extends EventType
  ? ReadingMap[T]
  : Readonly<Record<string, unknown>>;

/** Field and unit of a reading by convention. */
export interface EventTypeInfo {
  /** `val`: one number. `d`: a list of numbers. */
  readonly field: 'val' | 'd';
  /** Unit symbol; empty if the value has no unit. */
  readonly unit: string;
}

/**
 * The event types of the protocol with field and unit. Not a whitelist: a server accepts any other type too
 * (P-SUB-2). If clients send a type in two units, the table has the unit that the wearwire producer sends, and the
 * description in meanings.ts names the other one.
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

/** Returns field and unit of an event type; `undefined` for types that the protocol does not define. */
export function eventTypeInfo(type: string): EventTypeInfo | undefined {
  return Object.hasOwn(EVENT_TYPES, type) ? EVENT_TYPES[type as EventType] : undefined;
}
