import { type DecoderMeta, metasOf } from '../meta.js';
import { type BytesInput, finish, list, type Payload, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** The heart rates that separate a person's heart rate zones. */
export interface HeartRateZoneLimits extends Payload {
  /** bpm, lowest first: one limit fewer than zones. */
  limitsBpm: number[];
}

/**
 * Decodes 0x2A8B (five zones), 0x2B4C (four), 0x2A94 (three) and 0x2A95 (two): one byte per limit.
 * Source: GATT Specification Supplement, Five, Four, Three and Two Zone Heart Rate Limits.
 */
export function decodeHeartRateZoneLimits(bytes: BytesInput): DecodeResult<HeartRateZoneLimits> {
  const r = reader(bytes);
  return finish(r, { limitsBpm: list(r, true, u8) });
}

export const heartRateZoneLimitsMetas: readonly DecoderMeta[] = metasOf<HeartRateZoneLimits>(
  { profile: 'gatt', source: 'GSS, under its name', fields: { limitsBpm: 'bpm' } },
  {
    '2A8B': 'Five Zone Heart Rate Limits',
    '2A94': 'Three Zone Heart Rate Limits',
    '2A95': 'Two Zone Heart Rate Limits',
    '2B4C': 'Four Zone Heart Rate Limits',
  },
);
