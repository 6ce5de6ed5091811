import type { Body, BodyState } from '../wearables/body.js';
import type { Cue, Track } from '../wearables/track.js';

/** A track of one emission an interval, from the state of the body then. */
export function* periodic(
  body: Body,
  intervalMs: number,
  emissionOf: (state: BodyState, atMs: number) => Cue['emission'],
): Track {
  for (let index = 1; ; index++) {
    const atMs = index * intervalMs;
    yield { atMs, emission: emissionOf(body.at(atMs), atMs) };
  }
}

/** Of a rate that changes slowly, what has gathered from the start until `atMs`, called with ascending times. */
export function accumulator(rateAt: (atMs: number) => number): (atMs: number) => number {
  let lastMs = 0;
  let total = 0;
  return (atMs) => {
    total += (rateAt(atMs) * (atMs - lastMs)) / 1_000;
    lastMs = atMs;
    return total;
  };
}
