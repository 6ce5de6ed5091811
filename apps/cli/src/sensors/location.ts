/** The position of a phone. The platform provides it as a reading, so there is no packet to decode. */
import { withoutBinaryNoise } from '../ble/device-readings.js';
import type { Body } from '../wearables/body.js';
import type { Track } from '../wearables/track.js';
import { accumulator, periodic } from './periodic.js';
import type { Sensor } from './sensor.js';

/** Length of a degree of latitude. */
const METRES_PER_DEGREE = 111_320;
const LAP_RADIUS_M = 400;

export const location: Sensor = {
  name: 'location',
  meaning: 'position of the phone: LOCATION',
  intervalMs: 1_000,
  track: lap,
};

/** Moves along a circle at the speed of the body. */
function lap(body: Body, intervalMs: number): Track {
  const metresUntil = accumulator((atMs) => body.at(atMs).speedMps);
  const [latitude, longitude] = body.home;
  const metresPerLongitude = METRES_PER_DEGREE * Math.cos((latitude * Math.PI) / 180);
  return periodic(body, intervalMs, (_state, atMs) => {
    const angle = metresUntil(atMs) / LAP_RADIUS_M;
    const d = [
      withoutBinaryNoise(latitude + (LAP_RADIUS_M * Math.sin(angle)) / METRES_PER_DEGREE),
      withoutBinaryNoise(longitude + (LAP_RADIUS_M * Math.cos(angle)) / metresPerLongitude),
    ];
    return { type: 'LOCATION', reading: { d } };
  });
}
