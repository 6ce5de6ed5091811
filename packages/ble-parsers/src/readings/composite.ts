/** Readings that need several fields, or whose unit is given by another field. */
import { GRAVITY_MPS2, STEPS_PER_STRIDE } from './fields.js';
import type { Described } from './info.js';
import type { ReadingType, VectorType } from './types.js';

const MMHG_PER_KPA = 7.50062;
const KG_PER_LB = 0.45359237;
const UT_PER_T = 1e6;
const MG_DL_PER_KG_L = 1e5;
/** Glucose has 180.16 g/mol. */
const MG_DL_PER_MOL_L = 18_016;

/** Pages of ANT+ fitness equipment. */
const TREADMILL_PAGE = 19;
const ROWER_PAGE = 22;

/** Measurement sites whose temperature is the core temperature. */
const CORE_SITES = ['gastrointestinal-tract', 'rectum'];

/** The fields that are used here. */
export interface Composite extends Described {
  /** Records within a packet, each with fields of its own. */
  readonly samples?: readonly object[] | undefined;
  readonly records?: readonly object[] | undefined;
  readonly pulseTimesMs?: readonly number[] | undefined;
  readonly fix?: boolean | undefined;
  readonly positionStatus?: string | undefined;
  readonly latitudeDeg?: number | undefined;
  readonly longitudeDeg?: number | undefined;
  readonly temperature?: unknown;
  readonly systolic?: unknown;
  readonly diastolic?: unknown;
  readonly meanArterialPressure?: unknown;
  readonly weight?: unknown;
  readonly unit?: string | undefined;
  readonly massUnit?: string | undefined;
  readonly glucoseConcentration?: unknown;
  readonly distanceM?: number | undefined;
  readonly wheelRevolutions?: number | undefined;
  readonly powerW?: number | undefined;
  readonly cadenceRpm?: number | undefined;
  readonly averageTorqueNm?: number | undefined;
  readonly averagePowerW?: number | undefined;
  readonly averageCadenceRpm?: number | undefined;
  readonly cadencePerMin?: number | undefined;
  readonly page?: number | undefined;
  readonly stabilized?: boolean | undefined;
  readonly isRealTime?: boolean | undefined;
  readonly workoutStateCode?: number | undefined;
  readonly accumulatedPeriodRaw?: number | undefined;
  /** Fields that already gave readings in an earlier packet. */
  readonly carriedFields?: readonly string[] | undefined;
  readonly repeatsPower?: boolean | undefined;
  readonly repeatsCadence?: boolean | undefined;
  readonly paceSPer500m?: number | undefined;
  readonly speedMps?: number | undefined;
  readonly speedKmh?: number | undefined;
}

/** The types of the readings from each of the fields above. */
interface CompositeFields {
  samples: ReadingType;
  records: ReadingType;
  latitudeDeg: 'LOCATION';
  temperature: 'BODY_TEMPERATURE' | 'CORE_TEMPERATURE';
  systolic: 'BLOOD_PRESSURE';
  weight: 'WEIGHT';
  glucoseConcentration: 'GLUCOSE';
  x: 'ACCELERATION';
  xGn: 'ACCELERATION';
  xT: 'MAGNETIC_FIELD';
  distanceM: 'DISTANCE';
  averagePowerW: 'POWER';
  averageCadenceRpm: 'BIKE_CADENCE';
  cadencePerMin: 'STROKE_RATE' | 'STEPS_CADENCE';
  paceSPer500m: 'SPEED';
}

/** The types that the fields of `T` can become here. */
export type CompositeTypes<T> = CompositeFields[Extract<
  T extends unknown ? keyof T : never,
  keyof CompositeFields
>];

/** Adds a reading of `type` to those of a value, if `content` is a number or a list of numbers. */
export type AddReading = (type: ReadingType, content: unknown, count?: number) => void;

/** Adds the readings of all fields of `Composite`, except nested records. */
export function addComposites(value: Composite, add: AddReading): void {
  addEcg(value, add);
  addLocation(value, add);
  addMedical(value, add);
  addAxes(value, add, 'ACCELERATION', '', GRAVITY_MPS2);
  addAxes(value, add, 'ACCELERATION', 'Gn', GRAVITY_MPS2);
  addAxes(value, add, 'MAGNETIC_FIELD', 'T', UT_PER_T);
  addIntervalMeans(value, add);
  // `distanceM` is a total if it is derived from wheel revolutions or sent by a Concept2 monitor. On ANT+ pages it is
  // a counter that rolls over after 256 m.
  const isTotal = value.wheelRevolutions !== undefined || value.workoutStateCode !== undefined;
  if (isTotal) add('DISTANCE', value.distanceM);
  addMachineCadence(value, add);
  addPace(value, add);
}

/** Adds all ECG samples of a frame as one reading. */
function addEcg(value: Composite, add: AddReading): void {
  const samples = (value.samples ?? []) as { ecgUv?: number }[];
  const mv = samples.flatMap(({ ecgUv }) => (ecgUv === undefined ? [] : ecgUv / 1000));
  add('ECG', mv, mv.length);
}

function addLocation(value: Composite, add: AddReading): void {
  const { latitudeDeg, longitudeDeg, fix, positionStatus } = value;
  if (fix !== false && positionStatus !== 'none') add('LOCATION', [latitudeDeg, longitudeDeg]);
}

/**
 * Adds medical measurements, converted from the unit that the device sends. A special value instead of a number gives
 * no reading.
 */
function addMedical(value: Composite, add: AddReading): void {
  const { temperature, temperatureType = '', unit, massUnit = unit } = value;
  const { systolic, diastolic, meanArterialPressure: mean } = value;
  const type = CORE_SITES.includes(temperatureType) ? 'CORE_TEMPERATURE' : 'BODY_TEMPERATURE';
  add(type, unit === 'F' ? (((temperature as number) - 32) * 5) / 9 : temperature);

  const pressures = Number.isFinite(mean) ? [systolic, diastolic, mean] : [systolic, diastolic];
  const mmhg = unit === 'kPa' ? MMHG_PER_KPA : 1;
  add('BLOOD_PRESSURE', times(pressures, mmhg));

  add('WEIGHT', massUnit === 'lb' ? (value.weight as number) * KG_PER_LB : value.weight);
  const mgDl = unit === 'mol/L' ? MG_DL_PER_MOL_L : MG_DL_PER_KG_L;
  add('GLUCOSE', (value.glucoseConcentration as number) * mgDl);
}

/** Adds a vector from three fields, one per axis, whose names have the same suffix. */
function addAxes(
  value: Composite,
  add: AddReading,
  type: VectorType,
  suffix: string,
  factor: number,
): void {
  const fields = value as Readonly<Record<string, unknown>>;
  if (!(`x${suffix}` in fields)) return;
  const axes = ['x', 'y', 'z'].map((axis) => fields[axis + suffix]);
  add(type, times(axes, factor));
}

/**
 * Sensors that send sums of torque have no momentary power, so the mean since the previous packet is used.
 * Averages of other sensors are those of a session and give no readings.
 */
function addIntervalMeans(value: Composite, add: AddReading): void {
  if (value.averageTorqueNm === undefined) return;
  const { powerW, cadenceRpm, repeatsPower, repeatsCadence } = value;
  if (powerW === undefined && !repeatsPower) add('POWER', value.averagePowerW);
  if (cadenceRpm === undefined && !repeatsCadence) add('BIKE_CADENCE', value.averageCadenceRpm);
}

/** ANT+ fitness equipment: strides (two steps) of a treadmill, strokes of a rower. */
function addMachineCadence(value: Composite, add: AddReading): void {
  const { page, cadencePerMin = Number.NaN } = value;
  if (page === ROWER_PAGE) add('STROKE_RATE', cadencePerMin);
  if (page === TREADMILL_PAGE) add('STEPS_CADENCE', (cadencePerMin * STEPS_PER_STRIDE) / 60);
}

/** Converts a pace to a speed if no speed is sent. 0 s for 500 m means a speed of 0. */
function addPace(value: Composite, add: AddReading): void {
  const { paceSPer500m: pace, speedMps, speedKmh, carriedFields } = value;
  if (carriedFields?.includes('paceSPer500m')) return;
  if (pace === undefined || speedMps !== undefined || speedKmh !== undefined) return;
  add('SPEED', pace === 0 ? 0 : 500 / pace);
}

/** Multiplies numbers. Other values become NaN. */
function times(numbers: readonly unknown[], factor: number): number[] {
  return numbers.map((number) => (number as number) * factor);
}
