/** Random frames, JSON texts and byte strings for the property tests. */
import fc from 'fast-check';
import type { Frame } from '../src/frames.js';

const encoder = new TextEncoder();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

export const utf8 = (text: string): Uint8Array => encoder.encode(text);

/** Any JSON value as compact text, with strings of any script. */
export const jsonText = fc.json({ stringUnit: 'binary', maxDepth: 5 });

/** White space that JSON allows between tokens. */
const space = fc.string({ unit: fc.constantFrom(' ', '\t', '\n', '\r'), maxLength: 3 });

/** Returns the text as JSON strings in any notation: every character may be a \u escape. */
export function anyNotation(text: string): fc.Arbitrary<string> {
  return fc.infiniteStream(fc.boolean()).map((escapes) => {
    let out = '"';
    for (const unit of text) {
      const unescaped = JSON.stringify(unit).slice(1, -1);
      const code = unit.charCodeAt(0).toString(16).padStart(4, '0');
      out += unit.length === 1 && escapes.next().value ? `\\u${code}` : unescaped;
    }
    return `${out}"`;
  });
}

const key = fc
  .oneof(fc.constantFrom('op', 'd', 't', 'uid', 'seq', '__proto__', ''), fc.string())
  .chain(anyNotation);

const opText = fc.oneof(
  fc.constantFrom('0', '6', '-0', '7.0', '0.5', '6e0', '60E-1', '1e400', '"6"', 'null', '[6]'),
  fc.integer().map(String),
);

/** Texts of objects, mostly with keys of frames, often duplicate, in any notation and with any white space. */
export const frameText = fc
  .array(fc.tuple(key, fc.oneof(opText, jsonText), space, space), { maxLength: 6 })
  .map((pairs) => {
    const body = pairs.map(
      ([name, value, left, right]) => `${left}${name}${right}:${left}${value}`,
    );
    return `{${body.join(',')}}`;
  });

/** Returns texts with some characters inserted, removed or replaced. */
export function mutate(text: fc.Arbitrary<string>): fc.Arbitrary<string> {
  const piece = fc.constantFrom(
    ...'{}[]":,\\0123456789.eE+-truefalsn \n\u00a0\u0000é'.split(''),
    '',
  );
  const edit = fc.tuple(fc.nat(), fc.nat({ max: 2 }), piece);
  return fc.tuple(text, fc.array(edit, { minLength: 1, maxLength: 3 })).map(([start, edits]) => {
    let out = start;
    for (const [at, cut, put] of edits) {
      const position = out.length === 0 ? 0 : at % out.length;
      out = out.slice(0, position) + put + out.slice(position + cut);
    }
    return decoder.decode(utf8(out));
  });
}

/** Without the key `__proto__`, which has separate tests. */
const reading = fc
  .dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 }))
  .filter((d) => !Object.hasOwn(d, '__proto__'));
const typeName = fc.string({ minLength: 1 });
const seq = fc.maxSafeNat();

/** Any valid frame, with exactly the keys of its type. */
export const frame: fc.Arbitrary<Frame> = fc.oneof(
  fc.constantFrom<Frame>({ op: 0 }, { op: 1 }, { op: 4 }),
  fc.integer({ min: 1 }).map((ms): Frame => ({ op: 2, d: { heartbeat_interval: ms } })),
  fc
    .record({ token: fc.string(), type: fc.constantFrom(0 as const, 1 as const) })
    .map((d): Frame => ({ op: 3, d })),
  fc.record({ op: fc.constant(5 as const), d: reading, uid: fc.string(), seq, t: typeName }),
  fc.record({ op: fc.constant(6 as const), d: reading, t: typeName }),
  fc
    .record({ after: seq, before: seq }, { requiredKeys: ['after'] })
    .map((d): Frame => ({ op: 7, d })),
  fc
    .record(
      { connected: fc.boolean(), device_id: fc.string(), source: fc.string(), reason: fc.string() },
      { requiredKeys: ['connected'] },
    )
    .map((d): Frame => ({ op: 8, d })),
);
