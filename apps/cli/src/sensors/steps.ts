import { accumulator, periodic } from './periodic.js';
import type { Sensor } from './sensor.js';

/** Counted by the phone itself: no bytes of a sensor. */
export const steps: Sensor = {
  name: 'steps',
  meaning: "the phone's own step counter: STEPS, accumulated",
  intervalMs: 1_000,
  track: (body, intervalMs) => {
    const stepsUntil = accumulator((atMs) => body.at(atMs).stepsPerSecond);
    return periodic(body, intervalMs, (_state, atMs) => ({
      type: 'STEPS',
      reading: { val: Math.floor(stepsUntil(atMs)) },
    }));
  },
};
