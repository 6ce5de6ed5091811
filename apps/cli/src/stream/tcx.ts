/**
 * Converts readings of one user to an activity in TCX, Garmin's Training Center Database format, version 2,
 * which most training programs can open. Writes one trackpoint per second. Sources:
 * TrainingCenterDatabasev2.xsd and ActivityExtensionv2.xsd, published by Garmin.
 */

import { type ReceivedEvent, timeOf } from '../readings/reading-text.js';

/** The schema stores calories as an unsigned 16-bit number. */
const CALORIES_MAX = 65_535;

/** The values of one second. If it has several readings of one type, the last one is used. */
interface Trackpoint {
  latitudeDeg?: number;
  longitudeDeg?: number;
  distanceM?: number;
  heartRateBpm?: number;
  cadenceRpm?: number;
  stepsPerSecond?: number;
  speedMps?: number;
  powerW?: number;
}

type Fields = { readonly val?: unknown; readonly d?: unknown };

/** Setters by event type. They return `false` for values outside the ranges of the schema. */
const SETTERS: Readonly<Record<string, (point: Trackpoint, fields: Fields) => boolean>> = {
  HEART_RATE: (point, { val }) => within(val, 1, 255) && set(point, 'heartRateBpm', val),
  BIKE_CADENCE: (point, { val }) => within(val, 0, 254) && set(point, 'cadenceRpm', val),
  STEPS_CADENCE: (point, { val }) => within(val, 0, 4) && set(point, 'stepsPerSecond', val),
  POWER: (point, { val }) => within(val, 0, 65_535) && set(point, 'powerW', val),
  SPEED: (point, { val }) => within(val, 0, 1_000) && set(point, 'speedMps', val),
  DISTANCE: (point, { val }) => within(val, 0, 1e9) && set(point, 'distanceM', val),
  LOCATION: (point, { d }) => {
    const [latitude, longitude] = Array.isArray(d) ? d : [];
    if (!within(latitude, -90, 90) || !within(longitude, -180, 180)) return false;
    point.latitudeDeg = latitude;
    point.longitudeDeg = longitude;
    return true;
  },
};

/** Collects readings and writes them as one activity. */
export class TcxActivity {
  /** By second since the Unix epoch. */
  readonly #points = new Map<number, Trackpoint>();
  #calories: number | undefined;
  #firstCalories: number | undefined;

  /** Returns `false` if the format cannot represent the reading. */
  add({ type, reading }: ReceivedEvent): boolean {
    const atMs = timeOf(reading);
    const fields = reading as Fields;
    if (type === 'CALORIES' && within(fields.val, 0, 1e6)) {
      this.#firstCalories ??= fields.val;
      this.#calories = fields.val;
      return true;
    }
    if (atMs === undefined || !Object.hasOwn(SETTERS, type)) return false;
    const second = Math.floor(atMs / 1_000);
    const point = this.#points.get(second) ?? {};
    const isSet = SETTERS[type]?.(point, fields) ?? false;
    if (isSet) this.#points.set(second, point);
    return isSet;
  }

  get isEmpty(): boolean {
    return this.#points.size === 0;
  }

  /** The lines of the file. Requires at least one trackpoint. */
  *lines(): Iterable<string> {
    const points = [...this.#points].sort(([a], [b]) => a - b);
    const start = timeText(points[0]?.[0] ?? 0);
    yield '<?xml version="1.0" encoding="UTF-8"?>';
    yield '<TrainingCenterDatabase xmlns="http://www.garmin.com/xmlschemas/TrainingCenterDatabase/v2">';
    yield ' <Activities>';
    yield `  <Activity Sport="${sportOf(points)}">`;
    yield `   <Id>${start}</Id>`;
    yield `   <Lap StartTime="${start}">`;
    yield* this.#lapLines(points);
    yield '    <Track>';
    for (const [second, point] of points) yield trackpoint(second, point);
    yield '    </Track>';
    yield '   </Lap>';
    yield '  </Activity>';
    yield ' </Activities>';
    yield '</TrainingCenterDatabase>';
  }

  *#lapLines(points: readonly (readonly [number, Trackpoint])[]): Iterable<string> {
    const seconds = (points.at(-1)?.[0] ?? 0) - (points[0]?.[0] ?? 0);
    const distances = valuesOf(points, 'distanceM');
    const rates = valuesOf(points, 'heartRateBpm');
    const covered = Math.max(0, (distances.at(-1) ?? 0) - (distances[0] ?? 0));
    const burnt = Math.max(0, (this.#calories ?? 0) - (this.#firstCalories ?? 0));
    yield `    <TotalTimeSeconds>${seconds}</TotalTimeSeconds>`;
    yield `    <DistanceMeters>${covered}</DistanceMeters>`;
    yield `    <Calories>${Math.min(CALORIES_MAX, Math.round(burnt))}</Calories>`;
    if (rates.length > 0) {
      const mean = rates.reduce((sum, rate) => sum + rate, 0) / rates.length;
      const highest = rates.reduce((a, b) => Math.max(a, b));
      yield `    <AverageHeartRateBpm><Value>${Math.round(mean)}</Value></AverageHeartRateBpm>`;
      yield `    <MaximumHeartRateBpm><Value>${Math.round(highest)}</Value></MaximumHeartRateBpm>`;
    }
    yield '    <Intensity>Active</Intensity>';
    yield '    <TriggerMethod>Manual</TriggerMethod>';
  }
}

/** Renders one trackpoint, with its elements in the order of the schema. */
function trackpoint(second: number, point: Trackpoint): string {
  const { latitudeDeg, longitudeDeg, distanceM, heartRateBpm, cadenceRpm } = point;
  const parts = [`     <Trackpoint><Time>${timeText(second)}</Time>`];
  if (latitudeDeg !== undefined) {
    parts.push(`<Position><LatitudeDegrees>${latitudeDeg}</LatitudeDegrees>`);
    parts.push(`<LongitudeDegrees>${longitudeDeg}</LongitudeDegrees></Position>`);
  }
  if (distanceM !== undefined) parts.push(`<DistanceMeters>${distanceM}</DistanceMeters>`);
  if (heartRateBpm !== undefined) {
    parts.push(`<HeartRateBpm><Value>${Math.round(heartRateBpm)}</Value></HeartRateBpm>`);
  }
  if (cadenceRpm !== undefined) parts.push(`<Cadence>${Math.round(cadenceRpm)}</Cadence>`);
  parts.push(extensions(point), '</Trackpoint>');
  return parts.join('');
}

/** Renders speed, strides per minute and power, which only the extension of the format contains. */
function extensions({ speedMps, stepsPerSecond, powerW }: Trackpoint): string {
  const parts = [];
  if (speedMps !== undefined) parts.push(`<Speed>${speedMps}</Speed>`);
  if (stepsPerSecond !== undefined) {
    // A stride is two steps.
    const stridesPerMinute = Math.round((stepsPerSecond * 60) / 2);
    parts.push(`<RunCadence>${stridesPerMinute}</RunCadence>`);
  }
  if (powerW !== undefined) parts.push(`<Watts>${Math.round(powerW)}</Watts>`);
  if (parts.length === 0) return '';
  const namespace = 'http://www.garmin.com/xmlschemas/ActivityExtension/v2';
  return `<Extensions><TPX xmlns="${namespace}">${parts.join('')}</TPX></Extensions>`;
}

function sportOf(points: readonly (readonly [number, Trackpoint])[]): string {
  if (valuesOf(points, 'stepsPerSecond').length > 0) return 'Running';
  const isRide = valuesOf(points, 'cadenceRpm').length + valuesOf(points, 'powerW').length > 0;
  return isRide ? 'Biking' : 'Other';
}

function valuesOf(
  points: readonly (readonly [number, Trackpoint])[],
  name: keyof Trackpoint,
): number[] {
  return points.map(([, point]) => point[name]).filter((value) => value !== undefined);
}

function timeText(second: number): string {
  return new Date(second * 1_000).toISOString().replace('.000Z', 'Z');
}

function within(value: unknown, min: number, max: number): value is number {
  return typeof value === 'number' && value >= min && value <= max;
}

function set(point: Trackpoint, name: keyof Trackpoint, value: number): true {
  point[name] = value;
  return true;
}
