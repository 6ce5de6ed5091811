/** Readings that take more than one field, or stand in records of their own inside a value. */
import { isTrusted, type PulseSample } from '../derive/pulse-intervals.js';
import { GRAVITY_MPS2 } from './fields.js';
import { type Described, infoOf } from './info.js';
import {
  type Reading,
  type ReadingType,
  SCALAR_UNITS,
  type ScalarType,
  VECTOR_UNITS,
  type VectorType,
} from './types.js';

const MMHG_PER_KPA = 7.50062;
const KG_PER_LB = 0.45359237;
const STEPS_PER_STRIDE = 2;
const UT_PER_T = 1e6;
const MG_DL_PER_KG_L = 1e5;
/** Glucose has 180.16 g/mol. */
const MG_DL_PER_MOL_L = 18_016;

/** Pages of ANT+ fitness equipment. */
const TREADMILL_PAGE = 19;
const ROWER_PAGE = 22;

/** Sites that are core temperature by definition. */
const CORE_SITES = ['gastrointestinal-tract', 'rectum'];

/** Fields that are read here. */
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
}

/** Which types each of the fields above leads to. */
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
}

/** The types that the fields of `T` can become here. */
export type CompositeTypes<T> = CompositeFields[Extract<
  T extends unknown ? keyof T : never,
  keyof CompositeFields
>];

/** Readings of all fields of `Composite`; `nested` maps the records within. */
export function compositeReadings(
  value: Composite,
  nested: (record: object) => readonly Reading[],
): Reading[] {
  return [
    ...ecg(value),
    ...pulses(value, nested),
    ...(value.records ?? []).flatMap(nested),
    ...location(value),
    ...temperature(value),
    ...bloodPressure(value),
    ...weight(value),
    ...glucose(value),
    ...axes(value, 'ACCELERATION', '', GRAVITY_MPS2),
    ...axes(value, 'ACCELERATION', 'Gn', GRAVITY_MPS2),
    ...axes(value, 'MAGNETIC_FIELD', 'T', UT_PER_T),
    ...intervalMeans(value),
    ...wheelDistance(value),
    ...machineCadence(value),
  ];
}

function ecg(value: Composite): Reading[] {
  const d: number[] = [];
  for (const { ecgUv } of (value.samples ?? []) as { ecgUv?: number }[]) {
    if (ecgUv !== undefined) d.push(ecgUv / 1000);
  }
  return d.length === 0
    ? []
    : [{ type: 'ECG', unit: 'mV', d, ...infoOf(value, 'ECG', 0, d.length) }];
}

/** Samples that are values of their own (PPI): each with its time; disturbed intervals are left out. */
function pulses(value: Composite, nested: (record: object) => readonly Reading[]): Reading[] {
  const { sampleTimestampsNs, pulseTimesMs } = value;
  const samples = (value.samples ?? []) as PulseSample[];
  if (samples[0]?.ppIntervalMs === undefined) return [];
  return samples.flatMap((sample, index) => {
    const time = { timestampNs: sampleTimestampsNs?.[index] };
    const readings = [...nested({ ...sample, ...time })];
    if (!isTrusted(sample)) return readings;
    const pulseMs = pulseTimesMs?.[index];
    const beat = { ...sample, ...time, beatTimesMs: pulseMs === undefined ? undefined : [pulseMs] };
    return [...readings, ...scalar(beat, 'RR_INTERVAL', sample.ppIntervalMs)];
  });
}

function location(value: Composite): Reading[] {
  const { latitudeDeg, longitudeDeg } = value;
  if (latitudeDeg === undefined || longitudeDeg === undefined) return [];
  if (!Number.isFinite(latitudeDeg) || !Number.isFinite(longitudeDeg)) return [];
  if (value.fix === false || value.positionStatus === 'none') return [];
  return [
    { type: 'LOCATION', unit: '°', d: [latitudeDeg, longitudeDeg], ...infoOf(value, 'LOCATION') },
  ];
}

function temperature(value: Composite): Reading[] {
  const { temperature: found, unit, temperatureType = '' } = value;
  const type = CORE_SITES.includes(temperatureType) ? 'CORE_TEMPERATURE' : 'BODY_TEMPERATURE';
  if (!isNumber(found)) return [];
  return scalar(value, type, unit === 'F' ? ((found - 32) * 5) / 9 : found);
}

function bloodPressure(value: Composite): Reading[] {
  const { systolic, diastolic, meanArterialPressure, unit } = value;
  const d = [systolic, diastolic, meanArterialPressure].filter(isNumber);
  if (!isNumber(systolic) || !isNumber(diastolic)) return [];
  const factor = unit === 'kPa' ? MMHG_PER_KPA : 1;
  return [
    {
      type: 'BLOOD_PRESSURE',
      unit: 'mmHg',
      d: d.map((x) => x * factor),
      ...infoOf(value, 'BLOOD_PRESSURE'),
    },
  ];
}

function weight(value: Composite): Reading[] {
  const { weight: found, unit, massUnit = unit } = value;
  if (!isNumber(found)) return [];
  return scalar(value, 'WEIGHT', massUnit === 'lb' ? found * KG_PER_LB : found);
}

function glucose(value: Composite): Reading[] {
  const { glucoseConcentration: found, unit } = value;
  if (!isNumber(found)) return [];
  return scalar(value, 'GLUCOSE', found * (unit === 'mol/L' ? MG_DL_PER_MOL_L : MG_DL_PER_KG_L));
}

/** Three fields, one an axis, whose names end alike. */
function axes(value: Composite, type: VectorType, suffix: string, factor: number): Reading[] {
  const fields = value as Readonly<Record<string, unknown>>;
  const found = ['x', 'y', 'z'].map((axis) => fields[axis + suffix]);
  if (!found.every(isNumber)) return [];
  const d = found.map((number) => number * factor);
  return [{ type, unit: VECTOR_UNITS[type], d, ...infoOf(value, type) } as Reading];
}

/**
 * Sensors that send sums of torque have no power of the moment: the mean since the packet before stands
 * in for it. Elsewhere averages are those of a session and no readings.
 */
function intervalMeans(value: Composite): Reading[] {
  const { averageTorqueNm, averagePowerW, averageCadenceRpm, powerW, cadenceRpm } = value;
  if (averageTorqueNm === undefined) return [];
  return [
    ...scalar(value, 'POWER', powerW === undefined ? averagePowerW : undefined),
    ...scalar(value, 'BIKE_CADENCE', cadenceRpm === undefined ? averageCadenceRpm : undefined),
  ];
}

/** Derived from wheel revolutions; other fields of that name start again after 256 m. */
function wheelDistance(value: Composite): Reading[] {
  return value.wheelRevolutions === undefined ? [] : scalar(value, 'DISTANCE', value.distanceM);
}

/** ANT+ fitness equipment: strides (two steps) of a treadmill, strokes of a rower. */
function machineCadence(value: Composite): Reading[] {
  const { page, cadencePerMin } = value;
  if (page === ROWER_PAGE) return scalar(value, 'STROKE_RATE', cadencePerMin);
  if (page !== TREADMILL_PAGE || cadencePerMin === undefined) return [];
  return scalar(value, 'STEPS_CADENCE', (cadencePerMin * STEPS_PER_STRIDE) / 60);
}

function scalar<T extends ScalarType>(
  value: Composite,
  type: T,
  val: number | undefined,
): Reading[] {
  if (!isNumber(val)) return [];
  return [{ type, unit: SCALAR_UNITS[type], val, ...infoOf(value, type) } as Reading];
}

function isNumber(found: unknown): found is number {
  return Number.isFinite(found);
}
