/**
 * Xiaomi Mi Scale: the weight is in the service data of an advertisement (181D). The body composition scale (181B)
 * also sends an impedance. The scale repeats the last weight until it changes.
 */
import { bit } from '../bits.js';
import { type DateTime, dateTime } from '../gatt/2A08-date-time.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, scaled, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCE = 'custom-components/ble_monitor and theengs/decoder, which agree';
const KG_PER_LB = 0.45359237;
const KG_PER_JIN = 0.5;

/** One advertisement of a Mi Scale. */
export interface XiaomiScale extends Payload {
  /** kg, regardless of the unit that the scale displays. */
  weightKg: number;
  /** The unit that the scale displays. */
  unit: 'kg' | 'lb' | 'jin';
  /** The weight is stable. Only a stable weight gives a reading. */
  stabilized: boolean;
  /** The person has stepped off; the weight is the last one. */
  weightRemoved: boolean;
  /** The load is a small object, not a person. */
  smallObject: boolean;
  /** Local time by the clock of the scale; the year is 1970 if it was never set. */
  timestamp: DateTime;
}

/** One advertisement of a Mi Body Composition Scale. */
export interface XiaomiBodyScale extends XiaomiScale {
  /** Ω; `undefined` until it has been measured. */
  impedanceOhm?: number | undefined;
}

function weightKg(raw: number, unit: XiaomiScale['unit']): number {
  if (unit === 'kg') return raw / 200;
  return (raw / 100) * (unit === 'lb' ? KG_PER_LB : KG_PER_JIN);
}

/**
 * Decodes the service data of 181D, 10 bytes. Fails with `too-short` if it is truncated.
 * Source: custom-components/ble_monitor, miscale; theengs/decoder, XMTZC04HM.
 */
export function decodeXiaomiScale(bytes: BytesInput): DecodeResult<XiaomiScale> {
  const r = reader(bytes);
  const control = u8(r);
  const unit = bit(control, 0) ? 'lb' : bit(control, 4) ? 'jin' : 'kg';
  return finish<XiaomiScale>(r, {
    weightKg: weightKg(u16(r), unit),
    unit,
    stabilized: bit(control, 5),
    weightRemoved: bit(control, 7),
    smallObject: bit(control, 6),
    timestamp: dateTime(r),
  });
}

/**
 * Decodes the service data of 181B, 13 bytes. Fails with `too-short` if it is truncated.
 * Source: custom-components/ble_monitor, miscale; theengs/decoder, XMTZC05HM.
 */
export function decodeXiaomiBodyScale(bytes: BytesInput): DecodeResult<XiaomiBodyScale> {
  const r = reader(bytes);
  const first = u8(r);
  const second = u8(r);
  const unit = bit(first, 0) ? 'lb' : bit(second, 6) ? 'jin' : 'kg';
  const timestamp = dateTime(r);
  const impedance = u16(r);
  return finish<XiaomiBodyScale>(r, {
    weightKg: weightKg(u16(r), unit),
    unit,
    stabilized: bit(second, 5),
    weightRemoved: bit(second, 7),
    smallObject: bit(first, 2),
    timestamp,
    impedanceOhm: bit(second, 1) ? scaled(impedance, 1, 0) : undefined,
  });
}

const FIELDS = {
  weightKg: 'kg',
  unit: '',
  stabilized: '',
  weightRemoved: '',
  smallObject: '',
  timestamp: '',
};

export const xiaomiScaleMeta: DecoderMeta<XiaomiScale> = {
  profile: 'xiaomi',
  id: '181D',
  name: 'Xiaomi Mi Scale, advertisement',
  source: SOURCE,
  fields: FIELDS,
};

export const xiaomiBodyScaleMeta: DecoderMeta<XiaomiBodyScale> = {
  profile: 'xiaomi',
  id: '181B',
  name: 'Xiaomi Mi Body Composition Scale, advertisement',
  source: SOURCE,
  fields: { ...FIELDS, impedanceOhm: 'Ω' },
};
