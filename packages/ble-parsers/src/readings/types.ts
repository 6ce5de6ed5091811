/**
 * The streaming types of readings, with their units: first those of live data, then single measurements,
 * which are submitted under their own types.
 */

/** Types with one number per reading. */
export const SCALAR_UNITS = {
  /** Zero gives no reading, because it means that nothing is detected. */
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
  /** From a thermometer; `quality.site` is the measurement site. */
  BODY_TEMPERATURE: '°C',
  /** Ambient temperature. */
  TEMPERATURE: '°C',
  HUMIDITY: '%',
  AIR_PRESSURE: 'Pa',
  HEAT_STRAIN_INDEX: '',
  SPO2: '%',
  /** From a pulse oximeter or a cuff. */
  PULSE_RATE: 'bpm',
  GLUCOSE: 'mg/dL',
  MUSCLE_OXYGEN: '%',
  TOTAL_HEMOGLOBIN: 'g/dL',
  WEIGHT: 'kg',
  BODY_FAT: '%',
  BATTERY: '%',
} as const;

/** Types with a list of numbers per reading. */
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
  /** Systolic, diastolic, mean arterial; the mean is omitted if the cuff does not send it. */
  BLOOD_PRESSURE: 'mmHg',
} as const;

/** Units of every type. */
export const UNITS = { ...SCALAR_UNITS, ...VECTOR_UNITS } as const;

/** Streaming types whose reading is one number. */
export type ScalarType = keyof typeof SCALAR_UNITS;
/** Streaming types whose reading is a list of numbers. */
export type VectorType = keyof typeof VECTOR_UNITS;
/** Every streaming type of readings. */
export type ReadingType = ScalarType | VectorType;

/** The quality of a reading as reported by the sensor. Unreported properties are absent. */
export interface ReadingQuality {
  /** Whether the sensor has skin contact. */
  contact?: boolean;
  /** Whether movement disturbs the measurement (Polar PPI). */
  blocker?: boolean;
  /** Estimated error in ms (Polar PPI). */
  errorMs?: number;
  /** The sensor's own rating (CORE, ANT+ core temperature). */
  level?: string;
  /** Measurement site (thermometers). */
  site?: string;
  /** The value follows a gap in the series: the RR intervals before and after it do not adjoin. */
  gap?: true;
  /** The energy is mechanical, measured at the pedals, not that of the body (cycling power). */
  mechanical?: true;
}

/** Time and quality, which every reading may have in addition to its value. */
export interface ReadingInfo {
  quality?: ReadingQuality;
  /**
   * Time by the device's clock, in ms since 1970 if that clock is set; for a list of samples, the time of
   * the first one. With `deviceTimeIsLocal` it is the local time of an unknown zone.
   */
  deviceTimeMs?: number;
  deviceTimeIsLocal?: true;
  /** Time by the receiver's clock, if it is known more exactly than the time of arrival (heart beats). */
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

/** A reading of one type, or for several types a union discriminated by `type`. */
export type ReadingOf<T extends ReadingType> = T extends ScalarType
  ? ScalarReading<T>
  : T extends VectorType
    ? VectorReading<T>
    : never;

/** A reading returned by `toReadings`. */
export type Reading = ReadingOf<ReadingType>;
