import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { jsonText, utf8 } from '../../test/arbitraries.js';
import { dispatches, titleOf } from '../../test/vectors.js';
import { dispatchBytesMax, writeDispatch } from './dispatch-writer.js';
import { FrameScanner } from './frame-scanner.js';

const scanner = new FrameScanner(1000);
const PAD = 0xee;

/** Writes to a buffer of exactly the reserved size and asserts that the bytes around it are unchanged. */
function dispatchOf(submit: string, uid: string, seq: number): string {
  const source = utf8(submit);
  const uidJson = utf8(JSON.stringify(uid));
  expect(scanner.scan(source)).toBeUndefined();
  const room = dispatchBytesMax(scanner, uidJson);
  const target = new Uint8Array(room + 6).fill(PAD);
  const end = writeDispatch(target.subarray(0, room + 3), 3, source, scanner, uidJson, seq);
  expect(end - 3).toBeLessThanOrEqual(room);
  expect([...target.subarray(0, 3), ...target.subarray(end)].every((byte) => byte === PAD)).toBe(
    true,
  );
  return new TextDecoder().decode(target.subarray(3, end));
}

describe('writeDispatch', () => {
  for (const vector of dispatches) {
    test(titleOf(vector), () => {
      expect(dispatchOf(vector.submit, vector.uid, vector.seq)).toBe(vector.dispatch);
    });
  }

  test('[P-SUB-2] equals a DISPATCH composed of strings, for any d, t, uid and seq', () => {
    const parts = fc.tuple(jsonText, fc.string({ unit: 'binary' }), fc.string(), fc.maxSafeNat());
    const check = ([d, t, uid, seq]: [string, string, string, number]): void => {
      const type = JSON.stringify(t);
      const actual = dispatchOf(`{"t":${type},"op":6 , "d": ${d} }`, uid, seq);
      expect(actual).toBe(
        `{"op":5,"d":${d},"uid":${JSON.stringify(uid)},"seq":${seq},"t":${type}}`,
      );
    };
    fc.assert(fc.property(parts, check), { numRuns: 1000 });
  });

  test('[P-SUB-2] equals such a DISPATCH also if the SUBMIT starts like a DISPATCH or almost like one', () => {
    const behind = fc.constantFrom(
      '',
      ',"n":1',
      ',"n":9007199254740991',
      `,"more":"${'m'.repeat(300)}"`,
    );
    const before = fc.constantFrom(
      '{"op":6,"d":',
      '{"n":12,"d":',
      '{"op":7,"d":',
      '{"o_":6,"d":',
      '{"__":6,"d":',
    );
    const parts = fc.tuple(before, jsonText, fc.string(), behind, fc.string(), fc.maxSafeNat());
    const check = ([start, d, t, more, uid, seq]: [
      string,
      string,
      string,
      string,
      string,
      number,
    ]): void => {
      const type = JSON.stringify(t);
      const actual = dispatchOf(`${start}${d},"t":${type}${more},"op":6}`, uid, seq);
      expect(actual).toBe(
        `{"op":5,"d":${d},"uid":${JSON.stringify(uid)},"seq":${seq},"t":${type}}`,
      );
    };
    fc.assert(fc.property(parts, check), { numRuns: 2000 });
  });

  test('[P-DIS-1] writes seqs of every length', () => {
    for (let power = 1; power <= 15; power++) {
      for (const seq of [10 ** power - 1, 10 ** power, 10 ** power + 1]) {
        expect(dispatchOf('{"op":6,"d":{},"t":"A"}', 'u', seq)).toContain(`,"seq":${seq},`);
      }
    }
  });
});
