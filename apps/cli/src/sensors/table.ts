/** Every virtual sensor, by the name that `--sensors` takes. */
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

/** The sensors of `hr,rr`, without those that others hold; throws `Error` for a name that is not in the table. */
export function sensorsNamed(names: string): readonly Sensor[] {
  const chosen = [...new Set(names.split(','))].map((name) => {
    const sensor = SENSORS.find((one) => one.name === name.trim());
    if (sensor !== undefined) return sensor;
    const known = SENSORS.map((one) => one.name).join(',');
    throw new Error(`must be of ${known}, separated by commas`);
  });
  const held = new Set(chosen.flatMap(({ includes = [] }) => includes));
  return chosen.filter(({ name }) => !held.has(name));
}
