/**
 * Protocol Buffers fields without a schema, limited to what controllers send: numbers of up to 32 bits,
 * and nested messages in fields 2 and 3, up to four levels deep. Other fields are skipped.
 */
import { type Reader, reject, skip, u8 } from '../reader.js';

/** More than known controllers need: they nest two levels. */
const NESTED_LEVELS_MAX = 4;
const VARINT_BYTES_MAX = 10;

/** One field: a number, or the fields of a nested message. */
export interface ProtoField {
  readonly number: number;
  /** For a number: its lower 32 bits, unsigned. */
  readonly value?: number;
  readonly fields?: readonly ProtoField[];
}

/** Reads fields up to `end`. Bytes that are not a valid field make the payload invalid. */
export function protoFields(r: Reader, end: number = r.end, depth: number = 0): ProtoField[] {
  const fields: ProtoField[] = [];
  while (r.offset < end && !r.invalid) {
    const tag = varint(r);
    const number = tag >>> 3;
    const type = tag & 7;
    if (type === 0) fields.push({ number, value: varint(r) });
    else if (type === 2) {
      const size = varint(r);
      const inner = r.offset + size;
      if (inner > end) reject(r, r.offset);
      else if (number !== 2 && number !== 3) skip(r, size);
      else if (depth === NESTED_LEVELS_MAX) reject(r, r.offset);
      else fields.push({ number, fields: protoFields(r, inner, depth + 1) });
    } else reject(r, r.offset);
    if (r.offset > end) reject(r, end);
  }
  return fields;
}

/** Reads a number of up to 64 bits and returns its lower 32 bits. */
function varint(r: Reader): number {
  let value = 0;
  for (let count = 0; count < VARINT_BYTES_MAX; count++) {
    const byte = u8(r);
    if (count < 5) value |= (byte & 0x7f) << (7 * count);
    if (!(byte & 0x80)) return value >>> 0;
  }
  reject(r, r.offset);
  return 0;
}
