/** Every virtual sensor. */

import { suggestion } from '../command-line/suggest.js';
import { acceleration } from './acceleration.js';
import { cadence, power, speed } from './bike.js';
import { ecg } from './ecg.js';
import { heartRate } from './heart-rate.js';
import { location } from './location.js';
import { rrIntervals } from './rr-intervals.js';
import type { Sensor } from './sensor.js';
import { steps } from './steps.js';

export const SENSORS: readonly Sensor[] = [
  heartRate,
  rrIntervals,
  ecg,
  acceleration,
  power,
  cadence,
  speed,
  location,
  steps,
];

/**
 * Parses a list such as `hr,rr`; omits sensors that another one in the list includes. Throws an `Error` for an unknown
 * name.
 */
export function sensorsNamed(names: string): readonly Sensor[] {
  const words = names.split(',').map((word) => word.trim());
  const chosen = [...new Set(words)].map((word) => {
    const sensor = SENSORS.find(({ name }) => name === word);
    if (sensor !== undefined) return sensor;
    const known = SENSORS.map(({ name }) => name);
    throw new Error(
      `contains an unknown sensor ${JSON.stringify(word)}; known: ${known.join(', ')}${suggestion(word, known)}`,
    );
  });
  const included = new Set(chosen.flatMap(({ includes = [] }) => includes));
  return chosen.filter(({ name }) => !included.has(name));
}
