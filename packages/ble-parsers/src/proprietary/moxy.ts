import { bit } from '../bits.js';
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, optional, type Payload, reader, u8, u16 } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** One measurement of a Moxy muscle oxygen monitor. */
export interface MoxySensorData extends Payload {
  /** Measurements, u16. */
  count: number;
  /** %, resolution 0.1. */
  smo2Percent: number;
  /** % before the last change, resolution 0.1. */
  previousSmo2Percent: number;
  /** Total haemoglobin in g/dL, resolution 0.01. */
  thbGDl: number;
  /** The monitor requests the time; `undefined` if not sent. */
  utcTimeRequired?: boolean | undefined;
}

/**
 * Decodes 6404D804-4CB9-11E8-B566-0800200C9A66. Values that mean "not measured" are not known for this
 * characteristic. Fails with `too-short` below 8 bytes.
 * Source: dvmarinoff/Auuki, Moxy, with captures.
 */
export function decodeMoxySensorData(bytes: BytesInput): DecodeResult<MoxySensorData> {
  const r = reader(bytes);
  const value: MoxySensorData = {
    count: u16(r),
    smo2Percent: u16(r) / 10,
    previousSmo2Percent: u16(r) / 10,
    thbGDl: u16(r) / 100,
  };
  const requests = optional(r, true, u8);
  value.utcTimeRequired = requests === undefined ? undefined : bit(requests, 0);
  return finish(r, value);
}

export const moxySensorDataMeta: DecoderMeta<MoxySensorData> = {
  profile: 'moxy',
  id: '6404D8044CB911E8B5660800200C9A66',
  name: 'Moxy sensor data',
  source: 'dvmarinoff/Auuki',
  fields: {
    count: '',
    smo2Percent: '%',
    previousSmo2Percent: '%',
    thbGDl: 'g/dL',
    utcTimeRequired: '',
  },
};
