/**
 * The meta of the heart rate limits of `user-data.ts`, which share two decoders. In a file of its own,
 * because what is called here to build it would stay in a bundle of the decoders.
 */
import type { DecoderMeta } from '../meta.js';
import type { Scalar } from './scalar.js';
import type { HeartRateZoneLimits } from './user-data.js';

const limit = (id: string, name: string): DecoderMeta<Scalar<'limitBpm'>> => ({
  profile: 'gatt',
  id,
  name,
  source: `GSS ${name}`,
  fields: { limitBpm: 'bpm' },
});

const zones = (id: string, name: string): DecoderMeta<HeartRateZoneLimits> => ({
  profile: 'gatt',
  id,
  name,
  source: `GSS ${name}`,
  fields: { limitsBpm: 'bpm' },
});

export const heartRateLimitMetas: readonly DecoderMeta[] = [
  limit('2A7E', 'Aerobic Heart Rate Lower Limit'),
  limit('2A7F', 'Aerobic Threshold'),
  limit('2A81', 'Anaerobic Heart Rate Lower Limit'),
  limit('2A82', 'Anaerobic Heart Rate Upper Limit'),
  limit('2A83', 'Anaerobic Threshold'),
  limit('2A84', 'Aerobic Heart Rate Upper Limit'),
  limit('2A88', 'Fat Burn Heart Rate Lower Limit'),
  limit('2A89', 'Fat Burn Heart Rate Upper Limit'),
  zones('2A8B', 'Five Zone Heart Rate Limits'),
  zones('2A94', 'Three Zone Heart Rate Limits'),
  zones('2A95', 'Two Zone Heart Rate Limits'),
  zones('2B4C', 'Four Zone Heart Rate Limits'),
];
