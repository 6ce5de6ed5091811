import { type DecoderMeta, metasOf } from '../meta.js';
import { type Decode, u8 } from '../reader.js';
import { type Scalar, scalar } from './scalar.js';

/**
 * Decodes the eight limits and thresholds of a heart rate, one byte each: aerobic (0x2A7E lower, 0x2A84
 * upper limit, 0x2A7F threshold), anaerobic (0x2A81, 0x2A82, 0x2A83), fat burn (0x2A88, 0x2A89). bpm.
 * Source: GATT Specification Supplement, under their names.
 */
export const decodeHeartRateLimit: Decode<Scalar<'limitBpm'>> = scalar('limitBpm', u8);

export const heartRateLimitMetas: readonly DecoderMeta[] = metasOf<Scalar<'limitBpm'>>(
  { profile: 'gatt', source: 'GSS, under its name', fields: { limitBpm: 'bpm' } },
  {
    '2A7E': 'Aerobic Heart Rate Lower Limit',
    '2A7F': 'Aerobic Threshold',
    '2A81': 'Anaerobic Heart Rate Lower Limit',
    '2A82': 'Anaerobic Heart Rate Upper Limit',
    '2A83': 'Anaerobic Threshold',
    '2A84': 'Aerobic Heart Rate Upper Limit',
    '2A88': 'Fat Burn Heart Rate Lower Limit',
    '2A89': 'Fat Burn Heart Rate Upper Limit',
  },
);
