import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finishExactly, reader, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import { type DayDateTime, dayDateTime } from './2A0A-current-time.js';

/** Date, time and weekday to 1/256 s, by the local clock. */
export interface ExactTime256 extends DayDateTime {
  /** 1/256 s to be added to `timestamp`. */
  fractions256: number;
}

/** Decodes 0x2A0C, 9 bytes. Source: GATT Specification Supplement, Exact Time 256. */
export function decodeExactTime256(bytes: BytesInput): DecodeResult<ExactTime256> {
  const r = reader(bytes);
  return finishExactly(r, { ...dayDateTime(r), fractions256: u8(r) });
}

export const exactTime256Meta: DecoderMeta<ExactTime256> = {
  profile: 'gatt',
  id: '2A0C',
  name: 'Exact Time 256',
  source: 'GSS Exact Time 256',
  fields: { timestamp: '', dayOfWeek: '', fractions256: '' },
};
