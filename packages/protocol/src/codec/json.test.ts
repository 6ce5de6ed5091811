import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { frame, frameText, jsonText, mutate } from '../../test/arbitraries.js';
import { clientFrames, serverFrames, titleOf } from '../../test/vectors.js';
import { FRAME_ERRORS } from '../frame-errors.js';
import type { Frame } from '../frames.js';
import { decodeClientFrame, decodeServerFrame, encodeFrame } from './json.js';

const SERVER_OPCODES: readonly number[] = [1, 2, 4, 5];

describe('frames that a server receives', () => {
  for (const { text, expect: expected, ...vector } of clientFrames) {
    test(titleOf(vector), () => {
      const result = decodeClientFrame(text);
      if (result.ok) expect(result.value).toEqual(expected.frame);
      else expect(result.error).toBe(expected.error);
      if (!result.ok && expected.close !== undefined) {
        expect(FRAME_ERRORS[result.error].closeCode).toBe(expected.close);
      }
    });
  }
});

describe('frames that a client receives', () => {
  for (const { text, expect: expected, printed, ...vector } of serverFrames) {
    test(titleOf(vector), () => {
      const result = decodeServerFrame(text);
      if (result.ok) expect(result.value).toEqual(expected.frame);
      else expect(result.error).toBe(expected.error);
      if (result.ok && printed !== false) expect(encodeFrame(result.value)).toBe(text);
    });
  }
});

describe('the encoder and the decoders', () => {
  test('[P-FR-1] decode what was encoded', () => {
    const check = (sent: Frame): void => {
      const decode = SERVER_OPCODES.includes(sent.op) ? decodeServerFrame : decodeClientFrame;
      expect(decode(encodeFrame(sent))).toEqual({
        ok: true,
        value: JSON.parse(JSON.stringify(sent)),
      });
    };
    fc.assert(fc.property(frame, check), { numRuns: 1000 });
  });

  test('[P-FR-8] write the keys in wire order, independent of the object', () => {
    const shuffled = { t: 'A', seq: 7, uid: 'u', d: { val: 1 }, op: 5 } as const;
    expect(encodeFrame(shuffled)).toBe('{"op":5,"d":{"val":1},"uid":"u","seq":7,"t":"A"}');
    expect(encodeFrame({ t: 'A', d: {}, op: 6 })).toBe('{"op":6,"d":{},"t":"A"}');
  });

  test('[P-FR-2] are total on any text', () => {
    const check = (text: string): void => {
      decodeClientFrame(text);
      decodeServerFrame(text);
    };
    const texts = fc.oneof(jsonText, frameText, mutate(frameText), fc.string({ unit: 'binary' }));
    fc.assert(fc.property(texts, check), { numRuns: 3000 });
  });

  test('[P-FR-6] refuse 20,000 levels from a client, and accept them from a server', () => {
    const deep = `{"op":5,"uid":"u","seq":1,"t":"A","d":{"a":${'['.repeat(20_000)}${']'.repeat(20_000)}}}`;
    expect(decodeClientFrame(deep)).toEqual({ ok: false, error: 'too-deep' });
    expect(decodeServerFrame(deep).ok).toBe(true);
  });
});
