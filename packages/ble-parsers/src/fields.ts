/**
 * Layouts as tables. Most measurements are a flags word and then fields, each there when its bit is set.
 * A table says so in one line a field, in wire order; `fields` reads it, `putFields` writes it, and the
 * type of the value follows from it, docstrings included.
 *
 * A field that is always there does not belong in a table: the decoder reads it itself.
 */
import { bit } from './bits.js';
import {
  type Read,
  type Reader,
  s8,
  s16,
  s24,
  s32,
  tolerate,
  u8,
  u16,
  u24,
  u32,
} from './reader.js';
import { put, putSigned } from './writer.js';

/** The bit that announces a field, how it is read, counts per unit, the count for "not available". */
export type Field = readonly [
  flag: number,
  read: Read<unknown>,
  per?: number | undefined,
  unavailable?: number,
];

/** Fields by name, in wire order. */
export type Layout = { readonly [name: string]: Field };

/** What the fields of a layout come to; all of them may be missing. */
export type FieldsOf<L> = {
  -readonly [K in keyof L]?:
    | (L[K] extends readonly [number, Read<infer T>, ...unknown[]] ? T : never)
    | undefined;
};

/**
 * Reads the fields of `layout` whose bit is set in `flags`; the others are `undefined`. They are
 * added to `head`, what was read before. The same as an `optional` for each, written out because two
 * thirds of the decoders need nothing else.
 *
 * Hot path. What a decoder knows beyond is added to the value, too: to spread it into another object
 * costs many times as much as to decode it.
 */
export function fields<L extends Layout, H extends object>(
  r: Reader,
  flags: number,
  layout: L,
  head = {} as H,
): H & FieldsOf<L> {
  const value = head as Record<string, unknown>;
  tolerate(r);
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
 * Writes the fields of `layout` that `value` has, whole numbers of 1 to 4 bytes, and gives their flags.
 * A field that is missing beside another of the same bit is written as not available, or as 0.
 * @throws RangeError when a value does not fit its field.
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
    const given = value[name];
    const raw = given === undefined ? unavailable : (given as number) * per;
    const size = [u8, u16, u24, u32].indexOf(read as Read<number>) + 1;
    if (size > 0) put(out, size, raw);
    else putSigned(out, [s8, s16, s24, s32].indexOf(read as Read<number>) + 1, raw);
  }
  return flags;
}
