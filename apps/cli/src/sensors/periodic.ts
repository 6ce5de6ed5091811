import type { Body, BodyState } from '../wearables/body.js';
import type { Cue, Track } from '../wearables/track.js';

/** A track with one emission per interval, computed from the state of the body at that time. */
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

/**
 * Returns a function that integrates a rate per second from 0 to `atMs`. Each call must have a later time than the
 * one before.
 */
export function accumulator(rateAt: (atMs: number) => number): (atMs: number) => number {
  let lastMs = 0;
  let total = 0;
  return (atMs) => {
    total += (rateAt(atMs) * (atMs - lastMs)) / 1_000;
    lastMs = atMs;
    return total;
  };
}
