import { accumulator, periodic } from './periodic.js';
import type { Sensor } from './sensor.js';

/** The step counter of a phone. The platform provides it as a reading, so there is no packet to decode. */
export const steps: Sensor = {
  name: 'steps',
  meaning: 'step counter of the phone: STEPS, cumulative',
  intervalMs: 1_000,
  track: (body, intervalMs) => {
    const stepsUntil = accumulator((atMs) => body.at(atMs).stepsPerSecond);
    return periodic(body, intervalMs, (_state, atMs) => ({
      type: 'STEPS',
      reading: { val: Math.floor(stepsUntil(atMs)) },
    }));
  },
};
