/**
 * The streaming types that decoded values are mapped to, with their units: those of live data first,
 * then findings that are no stream but are passed on under a name of their own.
 */

/** One number a reading. */
export const SCALAR_UNITS = {
  /** Zero is no reading: it means that nothing is detected. */
  HEART_RATE: 'bpm',
  RR_INTERVAL: 'ms',
  /** RMSSD. */
  HRV: 'ms',
  POWER: 'W',
  BIKE_CADENCE: 'rpm',
  /** Strokes of a rower. */
  STROKE_RATE: 'strokes/min',
  SPEED: 'm/s',
  /** Accumulated. */
  STEPS: '',
  STEPS_CADENCE: 'steps/s',
  /** Accumulated. */
  DISTANCE: 'm',
  /** Accumulated. */
  CALORIES: 'kcal',
  /** Accumulated. */
  FLOORS_CLIMBED: '',
  MET: 'MET',
  CORE_TEMPERATURE: '°C',
  SKIN_TEMPERATURE: '°C',
  /** Of a thermometer; `quality.site` tells where. */
  BODY_TEMPERATURE: '°C',
  /** Of the surroundings. */
  TEMPERATURE: '°C',
  HUMIDITY: '%',
  AIR_PRESSURE: 'Pa',
  HEAT_STRAIN_INDEX: '',
  SPO2: '%',
  /** By pulse oximeter or cuff. */
  PULSE_RATE: 'bpm',
  GLUCOSE: 'mg/dL',
  MUSCLE_OXYGEN: '%',
  TOTAL_HEMOGLOBIN: 'g/dL',
  WEIGHT: 'kg',
  BODY_FAT: '%',
  BATTERY: '%',
} as const;

/** A list of numbers a reading. */
export const VECTOR_UNITS = {
  /** All samples of a packet, oldest first. */
  ECG: 'mV',
  /** All samples of a packet, oldest first. */
  EEG: 'µV',
  /** x, y, z. */
  ACCELERATION: 'm/s²',
  /** x, y, z. */
  GYROSCOPE: 'rad/s',
  /** x, y, z. */
  MAGNETIC_FIELD: 'µT',
  /** Latitude, longitude. */
  LOCATION: '°',
  /** Systolic, diastolic, mean arterial; the mean is left out where the cuff does not give it. */
  BLOOD_PRESSURE: 'mmHg',
} as const;

/** Of every type. */
export const UNITS = { ...SCALAR_UNITS, ...VECTOR_UNITS } as const;

/** Streaming types whose reading is one number. */
export type ScalarType = keyof typeof SCALAR_UNITS;
/** Streaming types whose reading is a list of numbers. */
export type VectorType = keyof typeof VECTOR_UNITS;
/** Every streaming type that a decoded value can lead to. */
export type ReadingType = ScalarType | VectorType;

/** How far a reading can be trusted, as the sensor itself says. What it does not say is left out. */
export interface ReadingQuality {
  /** Whether the sensor touches the skin. */
  contact?: boolean;
  /** Whether movement disturbs the measurement (Polar PPI). */
  blocker?: boolean;
  /** Estimated error in ms (Polar PPI). */
  errorMs?: number;
  /** In the words of the sensor: CORE, ANT+ core temperature. */
  level?: string;
  /** Where on the body (thermometers). */
  site?: string;
  /** The value follows a hole in the series: RR intervals before and after do not adjoin. */
  gap?: true;
  /** Energy is that of the pedals, not that of the body (cycling power). */
  mechanical?: true;
}

/** When and how well: what every reading may have beside its value. */
export interface ReadingInfo {
  quality?: ReadingQuality;
  /**
   * By the clock of the device, in ms since 1970 as far as that clock is set; of a list of samples the
   * first. With `deviceTimeIsLocal` it is the local time of an unknown zone.
   */
  deviceTimeMs?: number;
  deviceTimeIsLocal?: true;
  /** By the receiver's clock, where it is known better than the time of arrival (heart beats). */
  measuredAtMs?: number;
}

/** A reading of one number, `val`, in the unit of its type. */
export interface ScalarReading<T extends ScalarType = ScalarType> extends ReadingInfo {
  type: T;
  unit: (typeof SCALAR_UNITS)[T];
  val: number;
}

/** A reading of several numbers, `d`, in the unit of its type; samples are oldest first. */
export interface VectorReading<T extends VectorType = VectorType> extends ReadingInfo {
  type: T;
  unit: (typeof VECTOR_UNITS)[T];
  d: number[];
}

/** A reading of one type; of several types a union told apart by `type`. */
export type ReadingOf<T extends ReadingType> = T extends ScalarType
  ? ScalarReading<T>
  : T extends VectorType
    ? VectorReading<T>
    : never;

/** What `toReadings` gives. */
export type Reading = ReadingOf<ReadingType>;
