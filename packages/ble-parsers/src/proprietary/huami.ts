import type { DecoderMeta } from '../meta.js';
import {
  type BytesInput,
  finish,
  optional,
  type Payload,
  reader,
  u8,
  u16,
  u32,
} from '../reader.js';
import type { DecodeResult } from '../result.js';

/** Steps of the day from a Huami wristband (Mi Band 2 to 5, and Amazfit models of that generation). */
export interface HuamiSteps extends Payload {
  /** As sent; 0x0C in captures. */
  flagsRaw: number;
  /** Steps since midnight. Only two of its four bytes are known to be used. */
  stepCount: number;
  /** m since midnight; `undefined` if not sent. */
  distanceTodayM?: number | undefined;
  /** kcal since midnight; `undefined` if not sent. */
  caloriesTodayKcal?: number | undefined;
}

/**
 * Decodes 00000007-0000-3512-2118-0009AF100700 of service FEE0. Fails with `too-short` if the steps are
 * truncated.
 * Source: kimihudu/IOS_BLEController and ictinnovaties-zorg/openwindesheart, which agree.
 */
export function decodeHuamiSteps(bytes: BytesInput): DecodeResult<HuamiSteps> {
  const r = reader(bytes);
  const flagsRaw = u8(r);
  const stepCount = u16(r);
  optional(r, r.end > r.offset, u16);
  return finish(r, {
    flagsRaw,
    stepCount,
    distanceTodayM: optional(r, r.end > r.offset, u32),
    caloriesTodayKcal: optional(r, r.end > r.offset, u32),
  });
}

export const huamiStepsMeta: DecoderMeta<HuamiSteps> = {
  profile: 'huami',
  id: '000000070000351221180009AF100700',
  name: 'Huami steps of the day',
  source: 'kimihudu/IOS_BLEController; openwindesheart',
  fields: { flagsRaw: '', stepCount: '', distanceTodayM: 'm', caloriesTodayKcal: 'kcal' },
};
