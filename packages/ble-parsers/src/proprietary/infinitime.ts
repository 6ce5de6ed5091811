/** The motion service of InfiniTime, the firmware of the PineTime watch. */
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, s16, u32 } from '../reader.js';
import type { DecodeResult } from '../result.js';

const SOURCE = 'InfiniTime, doc/MotionService.md';

/** Steps of the day. */
export interface InfiniTimeSteps extends Payload {
  /** Since midnight. */
  stepCount: number;
}

/**
 * Decodes 00030001-78FC-48FE-8E23-433B3A1942D0. Fails with `too-short` below 4 bytes.
 * Source: InfiniTime, doc/MotionService.md.
 */
export function decodeInfiniTimeSteps(bytes: BytesInput): DecodeResult<InfiniTimeSteps> {
  const r = reader(bytes);
  return finish(r, { stepCount: u32(r) });
}

/** Acceleration in counts of the watch's sensor. */
export interface InfiniTimeMotion extends Payload {
  /** x, y, z in counts, whose unit is not documented. */
  motionRaw: number[];
}

/**
 * Decodes 00030002-78FC-48FE-8E23-433B3A1942D0. Fails with `too-short` below 6 bytes.
 * Source: InfiniTime, doc/MotionService.md.
 */
export function decodeInfiniTimeMotion(bytes: BytesInput): DecodeResult<InfiniTimeMotion> {
  const r = reader(bytes);
  return finish(r, { motionRaw: [s16(r), s16(r), s16(r)] });
}

export const infiniTimeStepsMeta: DecoderMeta<InfiniTimeSteps> = {
  profile: 'infinitime',
  id: '0003000178FC48FE8E23433B3A1942D0',
  name: 'InfiniTime step count',
  source: SOURCE,
  fields: { stepCount: '' },
};

export const infiniTimeMotionMeta: DecoderMeta<InfiniTimeMotion> = {
  profile: 'infinitime',
  id: '0003000278FC48FE8E23433B3A1942D0',
  name: 'InfiniTime motion',
  source: SOURCE,
  fields: { motionRaw: '' },
};
