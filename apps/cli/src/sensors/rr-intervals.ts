/** A strap that also sends RR intervals: each packet has the intervals of the beats since the previous packet. */
import { encodeHeartRateMeasurement } from '@wearwire/ble-parsers';
import type { Body } from '../wearables/body.js';
import { createRandom, normal, type Random, seedFor } from '../wearables/random.js';
import type { Track } from '../wearables/track.js';
import type { Sensor } from './sensor.js';

/** Number of intervals that fit into a notification with the smallest MTU. */
const INTERVALS_MAX = 9;
/** Standard deviation of an interval at rest; at maximum effort it is 0. */
const VARIATION_MS = 28;
/** Shortest interval, so that a random variation cannot make one negative: 240 bpm. */
const INTERVAL_MIN_MS = 250;

export const rrIntervals: Sensor = {
  name: 'rr',
  meaning: 'strap with RR intervals (0x2A37): HEART_RATE, RR_INTERVAL',
  intervalMs: 1_000,
  includes: ['hr'],
  track: beats,
};

function* beats(body: Body, intervalMs: number): Track {
  const random = createRandom(seedFor(body.seed, 'rr'));
  let beatMs = 0;
  let pending: number[] = [];
  for (let index = 1; ; index++) {
    const atMs = index * intervalMs;
    for (;;) {
      const nextMs = intervalAfter(body, beatMs, random);
      if (beatMs + nextMs > atMs) break;
      beatMs += nextMs;
      pending.push(nextMs);
    }
    const rrIntervalsMs = pending.slice(-INTERVALS_MAX);
    pending = [];
    const bytes = encodeHeartRateMeasurement({
      heartRateBpm: Math.round(body.at(atMs).heartRateBpm),
      sensorContact: true,
      rrIntervalsMs,
    });
    yield { atMs, emission: { profile: 'gatt', id: '2A37', bytes } };
  }
}

/** The interval in ms, rounded to 1/1024 s, the unit of the strap. */
function intervalAfter(body: Body, beatMs: number, random: Random): number {
  const { heartRateBpm, effort } = body.at(beatMs);
  const ms = 60_000 / heartRateBpm + VARIATION_MS * (1 - effort) * normal(random);
  return (Math.round((Math.max(INTERVAL_MIN_MS, ms) * 1024) / 1000) * 1000) / 1024;
}
