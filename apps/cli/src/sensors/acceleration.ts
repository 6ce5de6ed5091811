/** The accelerometer stream of a Polar chest strap: x, y, z in mG, 25 samples per second. */
import { encodePolarAcc } from '@wearwire/ble-parsers';
import { POLAR_RATES_HZ } from '../ble/device-readings.js';
import type { Body } from '../wearables/body.js';
import type { Track } from '../wearables/track.js';
import type { Sensor } from './sensor.js';

export const acceleration: Sensor = {
  name: 'acc',
  meaning: 'Polar accelerometer stream, 25 samples/s: ACCELERATION in m/s²',
  intervalMs: 1_000,
  track: frames,
};

function* frames(body: Body, intervalMs: number): Track {
  let sampled = 0;
  for (let index = 1; ; index++) {
    const atMs = index * intervalMs;
    const accMg: number[][] = [];
    for (; (sampled * 1_000) / POLAR_RATES_HZ.ACC < atMs; sampled++) {
      accMg.push(sampleAt(body, (sampled * 1_000) / POLAR_RATES_HZ.ACC));
    }
    if (accMg.length === 0) continue;
    const timestampNs = BigInt(Math.round(atMs)) * 1_000_000n;
    const bytes = encodePolarAcc({ timestampNs, accMg, isCompressed: true });
    yield { atMs, emission: { profile: 'polar-pmd', id: 'ACC', bytes } };
  }
}

/** Gravity along z, plus an oscillation at the step rate. */
function sampleAt(body: Body, atMs: number): number[] {
  const { effort, stepsPerSecond } = body.at(atMs);
  const phase = 2 * Math.PI * stepsPerSecond * (atMs / 1_000);
  const bounceMg = 120 + 500 * effort;
  return [
    Math.round(0.3 * bounceMg * Math.sin(phase / 2)),
    Math.round(0.5 * bounceMg * Math.cos(phase)),
    Math.round(1_000 + bounceMg * Math.sin(phase)),
  ];
}
