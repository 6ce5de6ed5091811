import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finishExactly, type Payload, reader, reject, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** State of charge. */
export interface BatteryLevel extends Payload {
  /** 0 to 100 %. */
  batteryPercent: number;
}

/**
 * Decodes 0x2A19, exactly one byte. Fails with `invalid-value` above 100 %, which is reserved.
 * Source: GATT Specification Supplement, Battery Level.
 */
export function decodeBatteryLevel(bytes: BytesInput): DecodeResult<BatteryLevel> {
  const r = reader(bytes);
  const batteryPercent = u8(r);
  if (batteryPercent > 100) reject(r, 0);
  return finishExactly(r, { batteryPercent });
}

export const batteryLevelMeta: DecoderMeta<BatteryLevel> = {
  profile: 'gatt',
  id: '2A19',
  name: 'Battery Level',
  source: 'GSS Battery Level',
  fields: { batteryPercent: '%' },
};
