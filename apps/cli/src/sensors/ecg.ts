/** The ECG stream of a Polar chest strap: 130 samples per second, in µV. */
import { encodePolarEcg } from '@wearwire/ble-parsers';
import { POLAR_RATES_HZ } from '../ble/device-readings.js';
import type { Body } from '../wearables/body.js';
import type { Track } from '../wearables/track.js';
import type { Sensor } from './sensor.js';

export const ecg: Sensor = {
  name: 'ecg',
  meaning: 'Polar ECG stream, 130 samples/s: ECG in mV',
  intervalMs: 500,
  track: frames,
};

/** The P, Q, R, S and T waves of a beat: position and width as fractions of the beat, amplitude in µV. */
const WAVES = [
  { at: 0.18, width: 0.025, uv: 110 },
  { at: 0.268, width: 0.009, uv: -90 },
  { at: 0.29, width: 0.011, uv: 1_150 },
  { at: 0.315, width: 0.01, uv: -240 },
  { at: 0.52, width: 0.045, uv: 270 },
] as const;

function* frames(body: Body, intervalMs: number): Track {
  let phase = 0;
  let sampled = 0;
  for (let index = 1; ; index++) {
    const atMs = index * intervalMs;
    const samplesUv: number[] = [];
    for (; (sampled * 1_000) / POLAR_RATES_HZ.ECG < atMs; sampled++) {
      const { heartRateBpm } = body.at((sampled * 1_000) / POLAR_RATES_HZ.ECG);
      phase = (phase + heartRateBpm / 60 / POLAR_RATES_HZ.ECG) % 1;
      samplesUv.push(microvoltsAt(phase));
    }
    if (samplesUv.length === 0) continue;
    const bytes = encodePolarEcg(BigInt(Math.round(atMs)) * 1_000_000n, samplesUv);
    yield { atMs, emission: { profile: 'polar-pmd', id: 'ECG', bytes } };
  }
}

function microvoltsAt(phase: number): number {
  const sum = WAVES.reduce(
    (total, { at, width, uv }) => total + uv * Math.exp(-((phase - at) ** 2) / (2 * width ** 2)),
    0,
  );
  return Math.round(sum);
}
