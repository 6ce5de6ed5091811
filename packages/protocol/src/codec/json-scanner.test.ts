import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameText, jsonText, mutate, utf8 } from '../../test/arbitraries.js';
import { clientFrames, titleOf } from '../../test/vectors.js';
import { NOT_JSON, OUT_OF_RANGE, skipSpace, skipValue, TOO_DEEP } from './json-scanner.js';

const DEEP = 10_000;

/**
 * Returns whether the scanner accepts the whole text as one JSON value, regardless of numbers outside of the range of
 * a double.
 */
function scannerAccepts(bytes: Uint8Array, text: string): boolean {
  const end = skipValue(bytes, skipSpace(bytes, 0), DEEP);
  if (end === OUT_OF_RANGE) return parserAccepts(text);
  return end >= 0 && skipSpace(bytes, end) === bytes.length;
}

function parserAccepts(text: string): boolean {
  try {
    JSON.parse(text);
    return true;
  } catch {
    return false;
  }
}

function expectSameResult(text: string): void {
  expect(scannerAccepts(utf8(text), text), JSON.stringify(text)).toBe(parserAccepts(text));
}

describe('json-scanner and JSON.parse', () => {
  test.each(clientFrames.map((vector) => [titleOf(vector), vector.text] as const))(
    '%s: same result',
    (_title, text) => expectSameResult(text),
  );

  test('[P-FR-2] accept the same texts: random JSON', () => {
    fc.assert(fc.property(jsonText, expectSameResult), { numRuns: 500 });
  });

  test('[P-FR-2] accept the same texts: frames in unusual notations', () => {
    fc.assert(fc.property(frameText, expectSameResult), { numRuns: 500 });
  });

  test('[P-FR-2] accept the same texts: JSON with some changed characters', () => {
    fc.assert(fc.property(mutate(jsonText), expectSameResult), { numRuns: 3000 });
    fc.assert(fc.property(mutate(frameText), expectSameResult), { numRuns: 3000 });
  });

  test('[P-FR-2] accept the same texts: random characters', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), expectSameResult), { numRuns: 1000 });
    const token = fc.constantFrom(...'{}[]":,\\/bfnrtu0123456789.eE+-alsx \t\n\r'.split(''));
    fc.assert(fc.property(fc.string({ unit: token, maxLength: 12 }), expectSameResult), {
      numRuns: 5000,
    });
  });

  test('[P-FR-2] accept the same texts: random ASCII', () => {
    const check = (bytes: Uint8Array): void => {
      const text = new TextDecoder('utf-8', { ignoreBOM: true }).decode(bytes);
      expectSameResult(text);
    };
    fc.assert(fc.property(fc.uint8Array({ max: 0x7f, maxLength: 8 }), check), { numRuns: 5000 });
  });

  test('[P-FR-2] never read outside of the bytes: every prefix of a text', () => {
    const text = '{"a":[1.5e+3,"x\\u00e9\\n",true,false,null,{}],"b":-0.1}';
    for (let end = 0; end <= text.length; end++) expectSameResult(text.slice(0, end));
  });
});

describe('depth', () => {
  const nested = (open: string, close: string, levels: number): Uint8Array =>
    utf8(open.repeat(levels) + close.repeat(levels));

  test.each([
    ['[', ']'],
    ['{"a":[', ']}'],
  ])('[P-FR-6] %s%s may open as many levels as depthLeft', (open, close) => {
    const perUnit = open.includes('{') ? 2 : 1;
    const bytes = nested(open, close, 10);
    expect(skipValue(bytes, 0, 10 * perUnit)).toBe(bytes.length);
    expect(skipValue(bytes, 0, 10 * perUnit - 1)).toBe(TOO_DEEP);
  });

  test('[P-FR-6] siblings do not add to the depth', () => {
    const bytes = utf8('[[],[],{"a":[]},[]]');
    expect(skipValue(bytes, 0, 3)).toBe(bytes.length);
    expect(skipValue(bytes, 0, 2)).toBe(TOO_DEEP);
  });

  test('[P-FR-6] 20,000 levels are refused by the limit without a stack overflow', () => {
    expect(skipValue(nested('[', ']', 20_000), 0, 64)).toBe(TOO_DEEP);
    expect(skipValue(nested('{"a":', '}', 20_000), 0, 64)).toBe(TOO_DEEP);
  });

  test('[P-FR-2] a scalar is accepted if depthLeft is 0', () => {
    expect(skipValue(utf8('12'), 0, 0)).toBe(2);
    expect(skipValue(utf8('x'), 0, 0)).toBe(NOT_JSON);
  });
});
