/** A strap that also sends the time between beats: a heart beats, and each packet tells of the beats since the last. */
import { encodeHeartRateMeasurement } from '@wearwire/ble-parsers';
import type { Body } from '../wearables/body.js';
import { createRandom, normal, type Random, seedFor } from '../wearables/random.js';
import type { Track } from '../wearables/track.js';
import type { Sensor } from './sensor.js';

/** So many fit into a notification of the least MTU beside flags and rate. */
const INTERVALS_MAX = 9;
/** Deviation between neighbours at rest; effort takes it away. */
const VARIATION_MS = 28;

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

/** A whole number of 1/1024 s, as the strap counts. */
function intervalAfter(body: Body, beatMs: number, random: Random): number {
  const { heartRateBpm, effort } = body.at(beatMs);
  const ms = 60_000 / heartRateBpm + VARIATION_MS * (1 - effort) * normal(random);
  return (Math.round((Math.max(250, ms) * 1024) / 1000) * 1000) / 1024;
}
