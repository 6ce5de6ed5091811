/**
 * Concept2 PM5, the characteristic that carries all records (0x80): an id byte, then the record. Some
 * records have other fields here than in their own characteristic. The decoder imports the decoders of all
 * records, so it is available only through the registry, where its type is the union of all records.
 */
import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, type Read, reader, reject, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';
import {
  concept2AdditionalStatus,
  concept2SplitStatus,
  concept2Status,
} from './concept2-status.js';
import { concept2Stroke, concept2StrokePower } from './concept2-stroke.js';
import {
  concept2AdditionalSummary,
  concept2Interval,
  concept2IntervalMeans,
  concept2Summary,
} from './concept2-summary.js';

/** A record of any kind, with its id. */
export interface Concept2Record extends Payload {
  /** 0x31 to 0x3A, the number of the record's own characteristic. */
  recordId: number;
}

const READS: Readonly<Record<number, Read<object>>> = {
  49: concept2Status,
  50: (r) => concept2AdditionalStatus(r, true),
  51: (r) => concept2SplitStatus(r, true),
  53: (r) => concept2Stroke(r, true),
  54: (r) => concept2StrokePower(r, true),
  55: concept2Interval,
  56: concept2IntervalMeans,
  57: (r) => concept2Summary(r, true),
  58: (r) => concept2AdditionalSummary(r, true),
};

/**
 * Decodes CE060080-43E5-11E4-916C-0800200C9A66 to the record that it contains. Fails with `too-short` if
 * it is truncated, `unknown-id` for an unknown record.
 * Source: as `decodeConcept2Status`.
 */
export function concept2Multiplexed(bytes: BytesInput): DecodeResult<Concept2Record> {
  const r = reader(bytes);
  const recordId = u8(r);
  const read = Object.hasOwn(READS, recordId) ? READS[recordId] : undefined;
  if (read === undefined) reject(r, 0, 'unknown-id');
  return finish<Concept2Record>(r, { recordId, ...read?.(r) });
}

export const concept2MultiplexedMeta: DecoderMeta<Concept2Record> = {
  decoder: 'concept2Multiplexed',
  profile: 'concept2',
  id: 'CE06008043E511E4916C0800200C9A66',
  name: 'Concept2 PM5, any record (80)',
  source: 'JaapvanEkris/openrowingmonitor, PM5 interface',
  fields: { recordId: '' },
};
