import type { DecoderMeta } from '../meta.js';
import { type BytesInput, finish, type Payload, reader, remainingBytes, u8 } from '../reader.js';
import type { DecodeResult } from '../result.js';

/** A request for stored records, or the response to it. */
export interface RecordAccessControlPoint extends Payload {
  /** 1 report, 2 delete, 3 abort, 4 count records; 5 count, 6 response. */
  opcode: number;
  /** Selection of records: 0 none, 1 all, 2 up to, 3 from, 4 within, 5 first, 6 last. */
  operator: number;
  /** Operand, as sent: a filter and its limits, or the content of a response. */
  operand: Uint8Array;
  /** Opcode 5: number of records. */
  recordCount?: number | undefined;
  /** Opcode 6: opcode of the request. */
  requestOpcode?: number | undefined;
  /** Opcode 6: 1 success, 2 to 5 and 9 not supported or invalid, 6 no records, 7 not aborted, 8 incomplete. */
  resultCode?: number | undefined;
}

/**
 * Decodes 0x2A52, both directions. Fails with `too-short` if opcode or operator is truncated.
 * Source: GATT Specification Supplement, Record Access Control Point; GLS 1.0, 3.4.
 */
export function decodeRecordAccessControlPoint(
  bytes: BytesInput,
): DecodeResult<RecordAccessControlPoint> {
  const r = reader(bytes);
  const opcode = u8(r);
  const operator = u8(r);
  const operand = remainingBytes(r);
  const [first, second] = operand;
  const hasCount = opcode === 5 && first !== undefined && second !== undefined;
  return finish(r, {
    opcode,
    operator,
    operand,
    recordCount: hasCount ? first | (second << 8) : undefined,
    requestOpcode: opcode === 6 ? first : undefined,
    resultCode: opcode === 6 ? second : undefined,
  });
}

export const recordAccessControlPointMeta: DecoderMeta<RecordAccessControlPoint> = {
  profile: 'gatt',
  id: '2A52',
  name: 'Record Access Control Point',
  source: 'GSS Record Access Control Point; GLS 1.0, 3.4',
  fields: {
    opcode: '',
    operator: '',
    operand: '',
    recordCount: '',
    requestOpcode: '',
    resultCode: '',
  },
};
