import { encode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frame } from '../test/arbitraries.js';
import { msgpackFrames, titleOf } from '../test/vectors.js';
import { FRAME_ERRORS } from './frame-errors.js';
import type { Frame } from './frames.js';
import { LIMITS } from './limits.js';
import {
  decodeClientFrameMsgpack,
  decodeServerFrameMsgpack,
  encodeFrameMsgpack,
} from './msgpack.js';

const SERVER_OPCODES: readonly number[] = [1, 2, 4, 5];

describe('MessagePack', () => {
  for (const { hex, expect: expected, ...vector } of msgpackFrames) {
    test(titleOf(vector), () => {
      const result = decodeClientFrameMsgpack(Uint8Array.from(Buffer.from(hex, 'hex')));
      if (result.ok) expect(result.value).toEqual(expected.frame);
      else expect(result.error).toBe(expected.error);
      if (!result.ok) expect(FRAME_ERRORS[result.error].closeCode).toBe(expected.close);
    });
  }

  test('[P-FR-1] decodes what was encoded', () => {
    const check = (sent: Frame): void => {
      const bytes = encodeFrameMsgpack(sent);
      const isServers = SERVER_OPCODES.includes(sent.op);
      const actual = isServers ? decodeServerFrameMsgpack(bytes) : decodeClientFrameMsgpack(bytes);
      expect(actual).toEqual({ ok: true, value: JSON.parse(JSON.stringify(sent)) });
    };
    fc.assert(fc.property(frame, check), { numRuns: 1000 });
  });

  test('[P-FR-8] writes the keys in wire order', () => {
    const shuffled = { t: 'A', seq: 7, uid: 'u', d: {}, op: 5 } as const;
    expect(encodeFrameMsgpack(shuffled)).toEqual(
      encode({ op: 5, d: {}, uid: 'u', seq: 7, t: 'A' }),
    );
  });

  test('[P-FR-2] is total on random bytes', () => {
    const headers = fc.constantFrom(
      0x81,
      0x82,
      0xdc,
      0xdd,
      0xde,
      0xdf,
      0xc4,
      0xc7,
      0xd6,
      0xdb,
      0xa2,
    );
    const bytes = fc.array(fc.oneof(headers, fc.nat({ max: 255 })), { maxLength: 64 });
    const check = (list: number[]): void => {
      decodeClientFrameMsgpack(Uint8Array.from(list));
      decodeServerFrameMsgpack(
        Uint8Array.from([0x82, 0xa2, 0x6f, 0x70, 0x06, 0xa1, 0x64, ...list]),
      );
    };
    fc.assert(fc.property(bytes, check), { numRuns: 5000 });
  });

  test('[P-FR-2] is total on a frame with some changed bytes', () => {
    const edits = fc.array(fc.tuple(fc.nat(), fc.nat({ max: 255 })), {
      minLength: 1,
      maxLength: 4,
    });
    const check = (sent: Frame, changes: [number, number][]): void => {
      const bytes = encodeFrameMsgpack(sent);
      for (const [at, byte] of changes) bytes[at % bytes.length] = byte;
      decodeClientFrameMsgpack(bytes);
      decodeServerFrameMsgpack(bytes);
    };
    fc.assert(fc.property(frame, edits, check), { numRuns: 3000 });
  });

  test('[P-FR-6] nested headers that declare 65,536 elements each exceed the maximum depth', () => {
    const header = [0xdd, 0x00, 0x01, 0x00, 0x00];
    const bytes = Uint8Array.from({ length: 60_000 }, (_, i) => header[i % 5] as number);
    expect(decodeClientFrameMsgpack(bytes)).toEqual({ ok: false, error: 'too-deep' });
    const flat = bytes.subarray(0, 5 * 60);
    expect(decodeClientFrameMsgpack(flat)).toEqual({ ok: false, error: 'not-msgpack' });
  });

  test('[P-FR-6] 60,000 nested arrays are refused by the limit without a stack overflow', () => {
    const bytes = new Uint8Array(60_000).fill(0x91);
    expect(decodeClientFrameMsgpack(bytes)).toEqual({ ok: false, error: 'too-deep' });
  });

  test('[P-FR-5] a message over frameBytesCut is too large', () => {
    const bytes = new Uint8Array(LIMITS.frameBytesCut.default + 1);
    expect(decodeClientFrameMsgpack(bytes)).toEqual({ ok: false, error: 'too-large' });
  });

  test('[P-FR-2] the key __proto__ changes no prototype', () => {
    const d = JSON.parse('{"x":{"__proto__":{"op":0}}}');
    const frame = decodeClientFrameMsgpack(encodeFrameMsgpack({ op: 6, t: 'A', d }));
    expect(frame).toEqual({ ok: true, value: { op: 6, t: 'A', d } });
    expect(Object.hasOwn(Object.prototype, 'op')).toBe(false);
  });
});
