/** Random events as clients may submit them: JSON in every equivalent notation, and MessagePack in every format. */
import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { anyNotation, utf8 } from './arbitraries.js';

const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** Replaces each unpaired surrogate with U+FFFD. */
export function wellFormed(text: string): string {
  return decoder.decode(utf8(text));
}

/**
 * Replaces each escape of an unpaired surrogate in JSON with U+FFFD. Works on the text, not the parsed value:
 * replacing can make two keys equal, and a JSON parser keeps the last of them.
 */
export function wellFormedJson(json: string): string {
  return json.replace(/"(?:[^"\\]|\\.)*"/g, (token) =>
    JSON.stringify(wellFormed(JSON.parse(token) as string)),
  );
}

const text = fc.oneof(
  { weight: 6, arbitrary: fc.string({ maxLength: 8 }) },
  { weight: 2, arbitrary: fc.string({ unit: 'binary', maxLength: 8 }) },
  {
    weight: 1,
    arbitrary: fc.constantFrom(
      '__proto__',
      'constructor',
      'toJSON',
      '',
      '0',
      '-1',
      '\ufeffx',
      '😀',
    ),
  },
);

const UNPAIRED_SURROGATE_ESCAPES = fc.constantFrom(
  '\\ud800',
  '\\uDFFF',
  '\\ud83d\\ud83d\\ude00',
  '\\ude00\\ud83d',
);

/** A JSON string; some have escapes of unpaired surrogates. */
const stringJson = fc.oneof(
  { weight: 9, arbitrary: text.chain(anyNotation) },
  {
    weight: 1,
    arbitrary: fc
      .tuple(UNPAIRED_SURROGATE_ESCAPES, UNPAIRED_SURROGATE_ESCAPES)
      .map(([a, b]) => `"${a}x${b}"`),
  },
);

const digits = (min: number, max: number): fc.Arbitrary<string> =>
  fc.string({ unit: fc.constantFrom(...'0123456789'), minLength: min, maxLength: max });

const integerJson = digits(1, 24).map((text) => text.replace(/^0+(?=\d)/, ''));

/** JSON numbers with any sign, fraction and exponent; some do not fit a double exactly. */
const numberJson = fc
  .tuple(
    fc.constantFrom('', '-'),
    fc.oneof(
      integerJson,
      fc.constantFrom('9007199254740993', '18446744073709551615', '18446744073709551616'),
      fc.constantFrom('9223372036854775808', '9223372036854775809', '0', '1'),
    ),
    fc.oneof({ weight: 2, arbitrary: fc.constant('') }, { weight: 1, arbitrary: digits(1, 20) }),
    fc.oneof(
      { weight: 8, arbitrary: fc.constant('') },
      { weight: 2, arbitrary: fc.integer({ min: -330, max: 300 }).map((e) => `e${e}`) },
    ),
  )
  .map(
    ([sign, whole, fraction, exponent]) => sign + whole + (fraction && `.${fraction}`) + exponent,
  );

const space = fc.constantFrom('', '', '', ' ', '\n\t');

const list = (items: fc.Arbitrary<string>, open: string, close: string): fc.Arbitrary<string> =>
  fc
    .tuple(fc.oneof(fc.array(items, { maxLength: 4 }), fc.array(items, { maxLength: 20 })), space)
    .map(([parts, gap]) => open + gap + parts.join(`${gap},${gap}`) + gap + close);

const { object } = fc.letrec<{ value: string; object: string }>((tie) => ({
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'json' },
    numberJson,
    stringJson,
    fc.constantFrom('true', 'false', 'null'),
    list(tie('value'), '[', ']'),
    tie('object'),
  ),
  object: list(
    fc
      .tuple(stringJson, space, tie('value'))
      .map(([key, gap, value]) => `${key}${gap}:${gap}${value}`),
    '{',
    '}',
  ),
}));

/** The `d` of a SUBMIT, as JSON. */
export const dJson = object;
/** The `t` of a SUBMIT, as JSON. */
export const tJson = text.filter((type) => type !== '').chain(anyNotation);
/** A user id. */
export const uid = text.map((id) => `u${wellFormed(id)}`);

/** Doubles except -0, which the MessagePack library writes as the integer 0. */
const finite = fc
  .double({ noNaN: true, noDefaultInfinity: true })
  .filter((number) => !Object.is(number, -0));
const scalar = fc.oneof(
  finite,
  fc.integer(),
  fc.bigInt({ min: -(2n ** 63n), max: 2n ** 64n - 1n }),
  text.map(wellFormed),
  fc.boolean(),
  fc.constant(null),
);

/** A map for MessagePack; 64-bit integers are bigints. */
const { map } = fc.letrec<{ map: unknown; value: unknown }>((tie) => ({
  map: fc.dictionary(text.map(wellFormed), tie('value'), { maxKeys: 20, noNullPrototype: true }),
  value: fc.oneof(
    { maxDepth: 4, depthIdentifier: 'packed' },
    scalar,
    fc.array(tie('value'), { maxLength: 20 }),
    tie('map'),
  ),
}));

/** A SUBMIT in MessagePack and its `d`. */
export const packedSubmit = map.map((d) => ({
  d,
  bytes: encode({ op: 6, d, t: 'T' }, { useBigInt64: true }),
}));
