import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frameText, jsonText, mutate, utf8 } from '../../test/arbitraries.js';
import { wellFormedJson } from '../../test/events.js';
import { clientFrames, titleOf } from '../../test/vectors.js';
import { FrameScanner } from './frame-scanner.js';

const scanner = new FrameScanner();
const objectText = fc.dictionary(fc.string(), fc.jsonValue()).map((value) => JSON.stringify(value));
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
const SCANNER_ERRORS = [
  'not-json',
  'not-object',
  'too-deep',
  'op-not-integer',
  'number-out-of-range',
];

type Scanned =
  | { readonly error: string }
  | { readonly op: number; readonly d: unknown; readonly t: unknown };

/** Returns the result of a scan. The text must not contain lone surrogates, because a scan changes their escapes. */
function scanText(text: string, tested = scanner): Scanned {
  const bytes = utf8(text);
  const error = tested.scan(bytes);
  if (error !== undefined) return { error };
  const valueAt = (start: number, end: number): unknown =>
    end === 0 ? undefined : JSON.parse(decoder.decode(bytes.subarray(start, end)));
  return {
    op: tested.op,
    d: valueAt(tested.dStart, tested.dEnd),
    t: valueAt(tested.tStart, tested.tEnd),
  };
}

/** Returns the expected result, computed by JSON.parse. */
function expectedOf(text: string): Scanned {
  let value: unknown;
  try {
    value = JSON.parse(wellFormedJson(text));
  } catch {
    return { error: 'not-json' };
  }
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return { error: 'not-object' };
  }
  const { op, d, t } = value as Record<string, unknown>;
  return typeof op === 'number' && Number.isInteger(op)
    ? { op, d, t }
    : { error: 'op-not-integer' };
}

function expectSame(text: string): void {
  const actual = scanText(text);
  if ('error' in actual && actual.error === 'number-out-of-range') {
    expect(text).toMatch(/\d[eE]\+?\d{3}|\d{300}/);
  } else {
    expect(actual, JSON.stringify(text)).toEqual(expectedOf(text));
  }
}

describe('FrameScanner', () => {
  for (const vector of clientFrames) {
    test(titleOf(vector), () => {
      const result = scanText(vector.text);
      const { error, frame } = vector.expect;
      if (error !== undefined && SCANNER_ERRORS.includes(error)) {
        expect(result).toEqual({ error });
      } else {
        expect(result).not.toHaveProperty('error');
        if (frame !== undefined) expect(result).toMatchObject({ op: (frame as { op: number }).op });
      }
    });
  }

  test('[P-FR-7] finds the same op, d and t as JSON.parse: frames in unusual notations, with duplicate keys', () => {
    fc.assert(fc.property(frameText, expectSame), { numRuns: 3000 });
  });

  test('[P-FR-2] finds the same op, d and t as JSON.parse: random JSON', () => {
    fc.assert(fc.property(jsonText, expectSame), { numRuns: 500 });
  });

  test('[P-FR-2] finds the same op, d and t as JSON.parse: mutated frames', () => {
    fc.assert(fc.property(mutate(frameText), expectSame), { numRuns: 5000 });
  });

  test('[P-FR-2] is total on any bytes', () => {
    const check = (bytes: Uint8Array): void => {
      scanner.scan(bytes);
      scanner.scan(Uint8Array.of(0x7b, ...bytes, 0x7d));
      scanner.scan(Uint8Array.of(0x7b, 0x22, 0x5c, ...bytes, 0x22, 0x3a, 0x30, 0x7d));
    };
    fc.assert(fc.property(fc.uint8Array({ maxLength: 64 }), check), { numRuns: 5000 });
  });

  test('[P-FR-7] keeps no state of the previous frame', () => {
    const reused = new FrameScanner();
    expect(scanText('{"op":6,"d":{"a":1},"t":"A"}', reused)).toEqual({
      op: 6,
      d: { a: 1 },
      t: 'A',
    });
    expect(scanText('{"op":6}', reused)).toEqual({ op: 6, d: undefined, t: undefined });
    expect(scanText('{"d":{}}', reused)).toEqual({ error: 'op-not-integer' });
    expect(reused.op).toBe(-1);
  });

  test('[P-EXT-12] counts and finds the readings of a batch, or none if one is not an object', () => {
    const readings = fc.array(fc.oneof({ weight: 9, arbitrary: objectText }, jsonText), {
      maxLength: 8,
    });
    const check = (texts: readonly string[], space: string): void => {
      const bytes = utf8(`{"op":67,"d":[${space}${texts.join(`${space},${space}`)}${space}]}`);
      expect(scanner.scan(bytes)).toBeUndefined();
      const count = scanner.countItems(bytes, 7);
      const isBatch = texts.length <= 7 && texts.every((text) => text.startsWith('{'));
      expect(count).toBe(isBatch ? texts.length : 0);
      for (let i = 0; i < count; i++) {
        scanner.selectItem(i);
        expect(decoder.decode(bytes.subarray(scanner.dStart, scanner.dEnd))).toBe(texts[i]);
      }
    };
    fc.assert(fc.property(readings, fc.constantFrom('', ' ', '\n\t '), check), { numRuns: 1_000 });
  });

  test('[P-FR-6] uses the given depth', () => {
    expect(scanText('{"op":6,"d":{"a":[]}}', new FrameScanner(3))).toHaveProperty('op', 6);
    expect(scanText('{"op":6,"d":{"a":[]}}', new FrameScanner(2))).toEqual({ error: 'too-deep' });
    expect(scanText('[[[]]]', new FrameScanner(2))).toEqual({ error: 'too-deep' });
  });

  test.each([
    ['{"op":6,"d":{},"t":"A"}', true, true],
    ['{"op":6,"d":[],"t":""}', false, false],
    ['{"op":6,"d":"{","t":{}}', false, false],
    ['{"op":6,"d":null,"t":12345}', false, false],
    ['{"op":6,"t":"\\u0000"}', false, true],
    ['{"op":6,"d" : {} , "t": [ "A" ]}', true, false],
  ])('[P-SUB-1] %s: d is an object: %s, t is a non-empty string: %s', (text, hasD, hasT) => {
    const bytes = utf8(text);
    expect(scanner.scan(bytes)).toBeUndefined();
    expect(scanner.hasObjectD(bytes)).toBe(hasD);
    expect(scanner.hasNonEmptyT(bytes)).toBe(hasT);
  });
});
