/**
 * Maps fields to streaming types, with the divisor that converts to the unit of the type. A field name means the same
 * quantity in every decoder, so the tables do not depend on the decoder.
 */
import type { ScalarType, VectorType } from './types.js';

/** Standard gravity, m/s². */
export const GRAVITY_MPS2 = 9.80665;
const KJ_PER_KCAL = 4.184;
export const STEPS_PER_STRIDE = 2;
const DEG_PER_RAD = 180 / Math.PI;

/** A number gives one reading, a list of numbers one reading per number. */
export const SCALAR_FIELDS = {
  heartRateBpm: ['HEART_RATE', 1],
  heartRatesBpm: ['HEART_RATE', 1],
  rrIntervalsMs: ['RR_INTERVAL', 1],
  rrIntervalMs: ['RR_INTERVAL', 1],
  rmssdMs: ['HRV', 1],
  powerW: ['POWER', 1],
  cadenceRpm: ['BIKE_CADENCE', 1],
  strokeRateSpm: ['STROKE_RATE', 1],
  speedMps: ['SPEED', 1],
  averageSpeedMps: ['SPEED', 1],
  speedKmh: ['SPEED', 3.6],
  stepCount: ['STEPS', 1],
  dayStepCount: ['STEPS', 1],
  sessionStrides: ['STEPS', 1 / STEPS_PER_STRIDE],
  cadenceSpm: ['STEPS_CADENCE', 60],
  stepsPerMinute: ['STEPS_CADENCE', 60],
  totalDistanceM: ['DISTANCE', 1],
  cumulativeDistanceM: ['DISTANCE', 1],
  dayDistanceM: ['DISTANCE', 1],
  distanceTodayM: ['DISTANCE', 1],
  sessionDistanceM: ['DISTANCE', 1],
  distanceKm: ['DISTANCE', 1 / 1000],
  energyTotalKcal: ['CALORIES', 1],
  dayCaloriesKcal: ['CALORIES', 1],
  caloriesTodayKcal: ['CALORIES', 1],
  sessionCaloriesKcal: ['CALORIES', 1],
  energyExpendedKj: ['CALORIES', KJ_PER_KCAL],
  accumulatedEnergyKj: ['CALORIES', KJ_PER_KCAL],
  floors: ['FLOORS_CLIMBED', 1],
  metabolicEquivalent: ['MET', 1],
  met: ['MET', 1],
  coreTemperatureC: ['CORE_TEMPERATURE', 1],
  skinTemperatureC: ['SKIN_TEMPERATURE', 1],
  temperatureC: ['TEMPERATURE', 1],
  humidityPercent: ['HUMIDITY', 1],
  pressurePa: ['AIR_PRESSURE', 1],
  pressureMbar: ['AIR_PRESSURE', 0.01],
  heatStrainIndex: ['HEAT_STRAIN_INDEX', 1],
  spo2Percent: ['SPO2', 1],
  pulseRateBpm: ['PULSE_RATE', 1],
  glucoseMgDl: ['GLUCOSE', 1],
  smo2Percent: ['MUSCLE_OXYGEN', 1],
  thbGDl: ['TOTAL_HEMOGLOBIN', 1],
  weightKg: ['WEIGHT', 1],
  bodyFatPercent: ['BODY_FAT', 1],
  batteryPercent: ['BATTERY', 1],
} as const satisfies Readonly<Record<string, readonly [ScalarType, divisor: number]>>;

/** A list of lists of numbers gives one reading per inner list, a list of numbers one reading. */
export const VECTOR_FIELDS = {
  accMg: ['ACCELERATION', 1000 / GRAVITY_MPS2],
  accMps2: ['ACCELERATION', 1],
  gyroDps: ['GYROSCOPE', DEG_PER_RAD],
  eegUv: ['EEG', 1],
  magGauss: ['MAGNETIC_FIELD', 0.01],
  magUt: ['MAGNETIC_FIELD', 1],
} as const satisfies Readonly<Record<string, readonly [VectorType, divisor: number]>>;

export type ScalarFields = typeof SCALAR_FIELDS;
export type VectorFields = typeof VECTOR_FIELDS;
