/**
 * A virtual person: heart rate, effort and breathing, derived from a seed. The state is a pure function of time, so
 * that all sensors of a person are consistent.
 */
import { createRandom, seedFor } from './random.js';

/** The measurable quantities at one point in time. */
export interface BodyState {
  /** 0 at rest, 1 at maximum. */
  readonly effort: number;
  readonly heartRateBpm: number;
  readonly powerW: number;
  readonly cadenceRpm: number;
  readonly speedMps: number;
  readonly stepsPerSecond: number;
}

export interface Body {
  readonly seed: number;
  /** Start position, in degrees. */
  readonly home: readonly [latitude: number, longitude: number];
  /** `atMs`: time since the start. */
  at(atMs: number): BodyState;
}

/** Ranges from which the constants of a person are drawn. These and the figures below are plausible, not measured. */
const REST_BPM = { min: 52, max: 76 };
const SPAN_BPM = { min: 60, max: 105 };
const CYCLE_S = { min: 90, max: 240 };
const BREATH_S = { min: 3.2, max: 5.5 };

export function createBody(seed: number, name: string): Body {
  const ownSeed = seedFor(seed, name);
  const random = createRandom(ownSeed);
  const between = ({ min, max }: { min: number; max: number }): number =>
    min + (max - min) * random();
  const restBpm = between(REST_BPM);
  const spanBpm = between(SPAN_BPM);
  const cycleS = between(CYCLE_S);
  const breathS = between(BREATH_S);
  const phase = random();
  const home = [46 + random() / 10, 7 + random() / 10] as const;
  return {
    seed: ownSeed,
    home,
    at: (atMs) => {
      const seconds = atMs / 1000;
      const wave = (periodS: number): number => Math.sin(2 * Math.PI * (seconds / periodS + phase));
      const effort = clamp(0.45 + 0.32 * wave(cycleS) + 0.1 * wave(cycleS / 3.7));
      const breath = (1 - effort) * 2.5 * wave(breathS);
      return {
        effort,
        heartRateBpm: restBpm + spanBpm * effort + breath,
        powerW: 60 + 260 * effort + 12 * wave(7),
        cadenceRpm: 70 + 28 * effort + 2 * wave(11),
        speedMps: 4 + 6 * effort,
        stepsPerSecond: 1.5 + 1.4 * effort,
      };
    },
  };
}

function clamp(value: number): number {
  return Math.min(1, Math.max(0, value));
}
