/**
 * Layouts as tables. Most measurements are a flags word followed by fields, each present if its bit is
 * set. A table has one line per field, in wire order. `fields` reads it, `putFields` writes it, and the
 * type of the value is derived from it, including docstrings.
 *
 * A field that is always present is not in a table; the decoder reads it itself.
 */
import { bit } from './bits.js';
import {
  allowTruncation,
  type Read,
  type Reader,
  s8,
  s16,
  s24,
  s32,
  u8,
  u16,
  u24,
  u32,
} from './reader.js';
import { put, putSigned } from './writer.js';

/** The bit of a field, its read function, counts per unit, and the count that means "not available". */
export type Field = readonly [
  flag: number,
  read: Read<unknown>,
  per?: number | undefined,
  unavailable?: number,
];

/** Fields by name, in wire order. */
export type Layout = { readonly [name: string]: Field };

/** The value type of a layout. Every field may be `undefined`. */
export type FieldsOf<L> = {
  -readonly [K in keyof L]?:
    | (L[K] extends readonly [number, Read<infer T>, ...unknown[]] ? T : never)
    | undefined;
};

/**
 * Reads the fields of `layout` whose bit is set in `flags` and adds them to `head`, the fields read before.
 * The others are `undefined`. Equivalent to an `optional` for each field.
 *
 * Hot path. Decoders add further fields to the returned object, because spreading it into another object
 * costs many times as much as decoding.
 */
export function fields<L extends Layout, H extends object>(
  r: Reader,
  flags: number,
  layout: L,
  head = {} as H,
): H & FieldsOf<L> {
  const value = head as Record<string, unknown>;
  allowTruncation(r);
  for (const name in layout) {
    const [flag, read, per, unavailable] = layout[name]!;
    let field: unknown;
    if ((flags >>> flag) & 1) {
      field = read(r);
      if (r.offset > r.end || field === unavailable) field = undefined;
      else if (per !== undefined) field = (field as number) / per;
    }
    value[name] = field;
  }
  return value as H & FieldsOf<L>;
}

/**
 * Writes the fields of `layout` that `value` has, as integers of 1 to 4 bytes, and returns their flags. If
 * only some fields of a bit are present, the others are written as not available, or as 0.
 * @throws RangeError if a value does not fit its field.
 */
export function putFields(
  out: number[],
  layout: Layout,
  value: { readonly [name: string]: unknown },
): number {
  const entries = Object.entries(layout);
  let flags = 0;
  for (const [name, [flag]] of entries) if (value[name] !== undefined) flags |= 1 << flag;
  for (const [name, [flag, read, per = 1, unavailable = 0]] of entries) {
    if (!bit(flags, flag)) continue;
    const fieldValue = value[name];
    const raw = fieldValue === undefined ? unavailable : (fieldValue as number) * per;
    const size = [u8, u16, u24, u32].indexOf(read as Read<number>) + 1;
    if (size > 0) put(out, size, raw);
    else putSigned(out, [s8, s16, s24, s32].indexOf(read as Read<number>) + 1, raw);
  }
  return flags;
}
