/** Polar's streams: frames of samples whose time is that of the last one. */
import { decodePolarAcc, decodePolarEcg } from '@wearwire/ble-parsers';
import { toDigits, translation } from './translation.js';

/** Sample rates that these straps are set to, in Hz; frames do not carry them. */
export const POLAR_RATES_HZ = { ecg: 130, acc: 25 } as const;

const STANDARD_GRAVITY_MPS2 = 9.80665;
const UV_PER_MV = 1_000;

/** One ECG reading a frame, in mV, at the time of its first sample. */
export const polarEcg = translation({
  profile: 'polar-pmd',
  id: 'ECG',
  decode: decodePolarEcg,
  readings: ({ samples }, atMs) => {
    const d = samples.flatMap(({ ecgUv }) => (ecgUv === undefined ? [] : [ecgUv / UV_PER_MV]));
    const spanMs = ((samples.length - 1) * 1_000) / POLAR_RATES_HZ.ecg;
    if (d.length === 0) return [];
    return [{ type: 'ECG', atMs: Math.round(atMs - spanMs), reading: { d } }];
  },
});

/** One ACCELERATION reading a sample, mG to m/s². */
export const polarAcc = translation({
  profile: 'polar-pmd',
  id: 'ACC',
  decode: decodePolarAcc,
  readings: ({ accMg }, atMs) =>
    accMg.map((sample, index) => ({
      type: 'ACCELERATION',
      atMs: Math.round(atMs - ((accMg.length - 1 - index) * 1_000) / POLAR_RATES_HZ.acc),
      reading: { d: sample.map((mg) => toDigits((mg * STANDARD_GRAVITY_MPS2) / 1_000, 4)) },
    })),
});
