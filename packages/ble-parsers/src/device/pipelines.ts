/** The reducers of each device: one line per characteristic, device type or stream. */
import { streamContext } from '../context.js';
import { accumulatedTorque } from '../derive/accumulated-torque.js';
import { antBeats } from '../derive/ant-beats.js';
import { beatTimes } from '../derive/beat-times.js';
import { colmiDay } from '../derive/colmi-day.js';
import { crankCadence } from '../derive/crank-cadence.js';
import { gearRatio } from '../derive/gear-ratio.js';
import { hrv } from '../derive/hrv.js';
import { latest } from '../derive/latest.js';
import { pmdSampleTimes } from '../derive/pmd-sample-times.js';
import { powerAverage } from '../derive/power-average.js';
import { preferredPower } from '../derive/preferred-power.js';
import { pulseIntervals } from '../derive/pulse-intervals.js';
import { radarTargets } from '../derive/radar-targets.js';
import type { Reducer } from '../derive/reducer.js';
import { sessionTotals } from '../derive/session-totals.js';
import { torqueFrequency } from '../derive/torque-frequency.js';
import { crankTorque, wheelTorque } from '../derive/torque-power.js';
import { wheelSpeed } from '../derive/wheel-speed.js';
import type { FitnessMachineRecord } from '../gatt/fitness-machine-record.js';
import { mergeMoreData } from '../gatt/merge-more-data.js';
import { pmdStreamName } from '../polar-pmd/stream.js';
import { PMD_DATA } from '../polar-pmd/uuids.js';
import { VARIA_RADAR } from '../proprietary/garmin-varia.js';
import { TACX_FEC } from '../proprietary/tacx-fec.js';
import { type BytesInput, reader, u8 } from '../reader.js';
import { pmdKey, uuidKey } from '../registry-id.js';
import type { DeviceContext } from './context.js';

/**
 * A reducer with its state. Decoded fields and those that earlier steps derived are separate inputs: a
 * reducer that reads a decoded counter must never see a derived field of the same name.
 */
export type Step = (decoded: object, derived: object, receivedAtMs: number) => object | undefined;

type Pipeline = (context: DeviceContext) => Step[];

/**
 * Wraps a reducer of decoded fields. Only this function casts: the id determines the fields of a reading.
 */
function stateful<S, R, D extends object>(reducer: Reducer<S, R, D>): Step {
  let state: S | undefined;
  return (decoded, _derived, receivedAtMs) => {
    const [next, derived] = reducer(state, decoded as R, receivedAtMs);
    state = next;
    return derived;
  };
}

/** Wraps a reducer that also reads fields derived by earlier steps. */
function chained<S, R, D extends object>(reducer: Reducer<S, R, D>): Step {
  const step = stateful(reducer);
  return (decoded, derived, receivedAtMs) => step({ ...decoded, ...derived }, {}, receivedAtMs);
}

const CSC_WHEEL = { bits: 32, ticksPerS: 1024 } as const;
const POWER_METER_WHEEL = { bits: 32, ticksPerS: 2048 } as const;
const ANT_WHEEL = { bits: 16, ticksPerS: 1024 } as const;

const fitnessEquipment: Pipeline = (context) => [
  stateful(powerAverage(context)),
  stateful(wheelTorque(context)),
  stateful(sessionTotals),
];

/** Streams with evenly spaced samples. */
const SAMPLED = ['ECG', 'PPG', 'ACC', 'GYRO', 'MAG', 'SKIN_TEMP', 'PRESSURE', 'TEMPERATURE'];

const sampleTimes: Pipeline = (context) => [stateful(pmdSampleTimes(context))];

const PIPELINES: Readonly<Record<string, Pipeline>> = {
  'gatt 2A37': (context) => [stateful(beatTimes), chained(hrv(context))],
  'gatt 2A67': () => [stateful(sessionTotals)],
  'gatt 2A5B': (context) => [
    stateful(wheelSpeed(CSC_WHEEL, context)),
    stateful(crankCadence(context)),
    chained(gearRatio),
  ],
  'gatt 2A63': (context) => [
    stateful(wheelSpeed(POWER_METER_WHEEL, context)),
    stateful(crankCadence(context)),
    chained(gearRatio),
    stateful(accumulatedTorque(context)),
  ],
  'ant 11': (context) => [
    stateful(powerAverage(context)),
    stateful(wheelTorque(context)),
    stateful(crankTorque(context)),
    stateful(latest('ctfOffsetHz', context.ctfOffsetHz)),
    chained(torqueFrequency(context)),
    stateful(preferredPower),
  ],
  'ant 17': fitnessEquipment,
  'ant 120': (context) => [stateful(antBeats), chained(hrv(context))],
  'ant 121': (context) => [
    stateful(wheelSpeed(ANT_WHEEL, context)),
    stateful(crankCadence(context)),
    chained(gearRatio),
  ],
  'ant 122': (context) => [stateful(crankCadence(context))],
  'ant 123': (context) => [stateful(wheelSpeed(ANT_WHEEL, context))],
  'ant 124': () => [stateful(sessionTotals)],
  'ant 127': () => [stateful(latest('quality'))],
  'colmi SPORTDETAIL': () => [stateful(colmiDay)],
  [`gatt ${TACX_FEC}`]: fitnessEquipment,
  [`tacx-fec ${TACX_FEC}`]: fitnessEquipment,
  [`garmin-varia ${VARIA_RADAR}`]: () => [stateful(radarTargets)],
  [`gatt ${VARIA_RADAR}`]: () => [stateful(radarTargets)],
  'polar-pmd PPI': (context) => [stateful(pulseIntervals), chained(hrv(context))],
  ...Object.fromEntries(SAMPLED.map((stream) => [`polar-pmd ${stream}`, sampleTimes])),
};

/** Fitness machines, whose records may come in several notifications. */
const RECORDS = ['2ACD', '2ACE', '2ACF', '2AD0', '2AD1', '2AD2'];

/**
 * Returns a step that adds the fields of earlier notifications of a record to its last one; `undefined` for devices
 * other than fitness machines.
 */
export function mergerFor(profile: string, key: string): Step | undefined {
  return profile === 'gatt' && RECORDS.includes(key)
    ? stateful(mergeMoreData<FitnessMachineRecord>)
    : undefined;
}

/** Creates the steps of the device with `profile` and `key`. Returns a function that selects the steps of a packet. */
export function createSteps(
  profile: string,
  key: string,
  context: DeviceContext,
): (bytes: BytesInput) => readonly Step[] {
  if (profile !== 'gatt' || key !== PMD_DATA) {
    const steps = stepsFor(profile, key, context);
    return () => steps;
  }
  const byStream = new Map<string, readonly Step[]>();
  return (bytes) => {
    const stream = pmdStreamName(u8(reader(bytes))) ?? '';
    const steps = byStream.get(stream) ?? stepsFor('polar-pmd', stream, context);
    byStream.set(stream, steps);
    return steps;
  };
}

/** Creates new steps, whose state is empty; none if nothing can be derived. */
function stepsFor(profile: string, key: string, context: DeviceContext): readonly Step[] {
  return PIPELINES[`${profile} ${key}`]?.(streamContext(context, key)) ?? [];
}

/** The id without page or frame type. */
export function deviceKey(profile: string, id: string): string {
  switch (profile) {
    case 'ant':
      return id.split('/', 1)[0]!;
    case 'polar-pmd':
      return pmdKey(id);
    default:
      return uuidKey(id);
  }
}
