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
  const reservedBytes = dispatchBytesMax(scanner, uidJson);
  const target = new Uint8Array(reservedBytes + 6).fill(PAD);
  const end = writeDispatch(
    target.subarray(0, reservedBytes + 3),
    3,
    source,
    scanner,
    uidJson,
    seq,
  );
  expect(end - 3).toBeLessThanOrEqual(reservedBytes);
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

  const uids = fc.string();
  const seqs = fc.maxSafeNat();

  function expectDispatch(submit: string, d: string, t: string, uid: string, seq: number): void {
    expect(dispatchOf(submit, uid, seq)).toBe(
      `{"op":5,"d":${d},"uid":${JSON.stringify(uid)},"seq":${seq},"t":${t}}`,
    );
  }

  test('[P-SUB-2] copies any d and t', () => {
    const types = fc.string({ unit: 'binary' }).map((t) => JSON.stringify(t));
    const check = (d: string, t: string, uid: string, seq: number): void =>
      expectDispatch(`{"t":${t},"op":6 , "d": ${d} }`, d, t, uid, seq);
    fc.assert(fc.property(jsonText, types, uids, seqs, check), { numRuns: 1000 });
  });

  test('[P-SUB-2] copies any d and t if the SUBMIT starts like a DISPATCH or almost like one', () => {
    const starts = fc.constantFrom(
      '{"op":6,"d":',
      '{"n":12,"d":',
      '{"op":7,"d":',
      '{"o_":6,"d":',
      '{"__":6,"d":',
    );
    const types = fc.string().map((t) => JSON.stringify(t));
    const ends = fc.constantFrom(
      '',
      ',"n":1',
      ',"n":9007199254740991',
      `,"more":"${'m'.repeat(300)}"`,
    );
    const check = (
      ...[start, d, t, end, uid, seq]: [string, string, string, string, string, number]
    ): void => expectDispatch(`${start}${d},"t":${t}${end},"op":6}`, d, t, uid, seq);
    fc.assert(fc.property(starts, jsonText, types, ends, uids, seqs, check), { numRuns: 2000 });
  });

  test('[P-DIS-1] writes seqs of every length', () => {
    for (let power = 1; power <= 15; power++) {
      for (const seq of [10 ** power - 1, 10 ** power, 10 ** power + 1]) {
        expect(dispatchOf('{"op":6,"d":{},"t":"A"}', 'u', seq)).toContain(`,"seq":${seq},`);
      }
    }
  });
});
