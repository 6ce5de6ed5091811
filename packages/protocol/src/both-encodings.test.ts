/**
 * What a server accepts, in JSON or in MessagePack, reaches a consumer of either with the same meaning: the whole
 * way of an event, from a client's bytes through the scanner and the DISPATCH to both decoders.
 * WEARWIRE_EVENTS: how many random events of each kind; WEARWIRE_SEED: which ones.
 */
import { isDeepStrictEqual } from 'node:util';
import { decode } from '@msgpack/msgpack';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { utf8 } from '../test/arbitraries.js';
import { dJson, packedSubmit, tJson, uid, wellFormed, wellFormedJson } from '../test/events.js';
import { RandomEvents } from '../test/random-events.js';
import { dispatchBytesMax, writeDispatch } from './codec/dispatch-writer.js';
import { FrameScanner } from './codec/frame-scanner.js';
import { decodeServerFrame } from './codec/json.js';
import type { FrameErrorCode } from './frame-errors.js';
import type { ServerFrame } from './frames.js';
import {
  decodeServerFrameMsgpack,
  encodeFrameMsgpack,
  jsonToMsgpack,
  msgpackToJson,
} from './msgpack.js';
import { FRAME_BYTES_MAX, MSGPACK_GROWTH, SERVER_FRAME_BYTES_MAX } from './peer-limits.js';

/** With fast-check, which shrinks what fails. */
const SHRINKABLE_EVENTS = 500;
const EVENTS = Number(process.env.WEARWIRE_EVENTS ?? 2_000);
const SEED = Number(process.env.WEARWIRE_SEED ?? 1);
const EXHAUSTIVE_MS = 3_600_000;
const scanner = new FrameScanner();
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** The DISPATCH of a SUBMIT, as a broker writes it, or why there is none. */
function dispatchOf(submit: Uint8Array, userId: string, seq = 7): Uint8Array | FrameErrorCode {
  const error = scanner.scan(submit);
  if (error !== undefined) return error;
  const uidJson = utf8(JSON.stringify(userId));
  const room = new Uint8Array(dispatchBytesMax(scanner, uidJson));
  return room.slice(0, writeDispatch(room, 0, submit, scanner, uidJson, seq));
}

/** The DISPATCH of one reading of a batch. */
function dispatchOfItem(
  batch: Uint8Array,
  index: number,
  count: number,
  userId: string,
): Uint8Array {
  expect(scanner.scan(batch)).toBeUndefined();
  expect(scanner.countItems(batch, count)).toBe(count);
  scanner.selectItem(index);
  const uidJson = utf8(JSON.stringify(userId));
  const room = new Uint8Array(dispatchBytesMax(scanner, uidJson));
  return room.slice(0, writeDispatch(room, 0, batch, scanner, uidJson, 7));
}

/** What both consumers read; they must agree, and within the bound of growth. */
function received(dispatch: Uint8Array): ServerFrame {
  const packed = jsonToMsgpack(dispatch);
  expect(packed.length).toBeLessThanOrEqual(dispatch.length * MSGPACK_GROWTH);
  const inJson = decodeServerFrame(decoder.decode(dispatch));
  const inMsgpack = decodeServerFrameMsgpack(packed);
  if (!inJson.ok || !inMsgpack.ok) throw new Error(`${inJson.ok} ${inMsgpack.ok}`);
  if (!isDeepStrictEqual(inJson.value, inMsgpack.value)) {
    expect(inMsgpack.value).toStrictEqual(inJson.value);
    throw new Error('the two differ');
  }
  return inJson.value;
}

/** As a reader without bigints sees it. */
function inDoubles(value: unknown): unknown {
  if (typeof value === 'bigint') return Number(value);
  if (Array.isArray(value)) return value.map(inDoubles);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, inDoubles(inner)]));
}

/** A SUBMIT in JSON means the same to both consumers, or is refused for a number beyond the range of a double. */
function checkJson(d: string, t: string, userId: string): void {
  const dispatch = dispatchOf(utf8(`{"op":6,"d":${d},"t":${t}}`), userId);
  if (typeof dispatch === 'string') {
    expect(dispatch).toBe('number-out-of-range');
    expect(d).toMatch(/[eE][+-]?\d{3}/);
    return;
  }
  const wanted = {
    op: 5,
    d: JSON.parse(wellFormedJson(d)),
    uid: userId,
    seq: 7,
    t: wellFormed(JSON.parse(t)),
  };
  const got = received(dispatch);
  if (!isDeepStrictEqual(got, wanted)) expect(got).toStrictEqual(wanted);
}

/** A SUBMIT in MessagePack means the same to both consumers. */
function checkPacked({ d, bytes }: { d: unknown; bytes: Uint8Array }, userId: string): void {
  const json = msgpackToJson(bytes, FRAME_BYTES_MAX);
  if (!json.ok) throw new Error(json.error);
  const dispatch = dispatchOf(utf8(json.value), userId);
  if (typeof dispatch === 'string') throw new Error(dispatch);
  const got = received(dispatch);
  const wanted = { op: 5, d: inDoubles(d), uid: userId, seq: 7, t: 'T' };
  if (!isDeepStrictEqual(got, wanted)) expect(got).toStrictEqual(wanted);
}

describe('an event that was accepted', () => {
  test('[P-SUB-9] [P-SUB-10] means the same to a consumer of either encoding: submitted in JSON', () => {
    fc.assert(fc.property(dJson, tJson, uid, checkJson), { numRuns: SHRINKABLE_EVENTS });
  });

  test('[P-SUB-9] [P-SUB-10] merges keys that only differ in unpaired surrogates; the last one counts', () => {
    checkJson('{"\\ud800x\\uDFFF":0,"\\ud800x\\ud800":{},"\\ud800x\\uDFFF":1}', '"A"', 'u');
  });

  test('[P-SUB-9] means the same to a consumer of either encoding: submitted in MessagePack', () => {
    fc.assert(fc.property(packedSubmit, uid, checkPacked), { numRuns: SHRINKABLE_EVENTS });
  });

  test.each([
    ['JSON', (events: RandomEvents) => checkJson(events.json(), '"A"', `u${events.text()}`)],
    ['MessagePack', (events: RandomEvents) => checkPacked(events.packed(), `u${events.text()}`)],
  ])(
    `[P-SUB-9] [P-SUB-10] means the same to a consumer of either encoding: ${EVENTS} more in %s`,
    (_, check) => {
      const events = new RandomEvents(SEED);
      for (let number = 1; number <= EVENTS; number++) {
        try {
          check(events);
        } catch (cause) {
          throw new Error(`event ${number} of seed ${SEED}`, { cause });
        }
      }
    },
    EXHAUSTIVE_MS,
  );

  test('[P-EXT-11] means the same in a batch as by itself, in JSON and in MessagePack', () => {
    const check = (ds: readonly string[], t: string, userId: string): void => {
      const json = utf8(`{"op":67,"d":[${ds.join()}],"t":${t}}`);
      if (scanner.scan(json) !== undefined) return;
      const packed = msgpackToJson(jsonToMsgpack(json), FRAME_BYTES_MAX);
      if (!packed.ok) throw new Error(packed.error);
      for (const [i, d] of ds.entries()) {
        const alone = received(
          dispatchOf(utf8(`{"op":6,"d":${d},"t":${t}}`), userId) as Uint8Array,
        );
        for (const batch of [json, utf8(packed.value)]) {
          const inBatch = received(dispatchOfItem(batch, i, ds.length, userId));
          if (!isDeepStrictEqual(inBatch, alone)) expect(inBatch).toStrictEqual(alone);
        }
      }
    };
    const ds = fc.array(dJson, { minLength: 1, maxLength: 5 });
    fc.assert(fc.property(ds, tJson, uid, check), { numRuns: SHRINKABLE_EVENTS });
  });

  test('[P-SUB-9] keeps every integer of 64 bits exactly, from one encoding to the other and back', () => {
    const integers = [-(2n ** 63n), 2n ** 64n - 1n, 2n ** 53n + 1n, -(2n ** 53n) - 1n, 0n, -1n];
    for (const integer of integers) {
      const packed = jsonToMsgpack(utf8(`{"op":5,"d":{"n":${integer}}}`));
      const read = decode(packed, { useBigInt64: true }) as { d: { n: number | bigint } };
      expect(BigInt(read.d.n)).toBe(integer);
      expect(msgpackToJson(packed, 100)).toEqual({
        ok: true,
        value: `{"op":5,"d":{"n":${integer}}}`,
      });
    }
  });

  test('[P-SUB-9] keeps `__proto__` as an ordinary key', () => {
    const d = JSON.parse('{"__proto__":{"x":1},"a":{"__proto__":null}}');
    const submit = encodeFrameMsgpack({ op: 6, d, t: 'A' });
    const json = msgpackToJson(submit, 200);
    expect(json).toEqual({ ok: true, value: JSON.stringify({ op: 6, d, t: 'A' }) });
    const got = received(dispatchOf(utf8(json.ok ? json.value : ''), 'u') as Uint8Array);
    expect(Object.hasOwn((got as { d: object }).d, '__proto__')).toBe(true);
    expect(Object.hasOwn(Object.prototype, 'x')).toBe(false);
  });

  test.each([
    ['1e400', 'number-out-of-range'],
    ['-1e309', 'number-out-of-range'],
    ['9'.repeat(400), 'number-out-of-range'],
    ['1.7976931348623157e308', undefined],
    [`0.${'9'.repeat(400)}`, undefined],
    ['1e-400', undefined],
  ])('[P-SUB-9] %s as a number: %s', (number, error) => {
    expect(scanner.scan(utf8(`{"op":6,"d":{"v":${number}},"t":"A"}`))).toBe(error);
  });

  test('[P-SUB-11] of the longest SUBMIT and the longest user id is within what consumers take', () => {
    const uidJsonBytes = 256 * 6 + 2;
    const filled = (item: string): string => {
      const frame = (items: string) => `{"op":6,"d":{"a":[${items}1]},"t":"A"}`;
      const count = Math.floor((FRAME_BYTES_MAX - frame('').length) / item.length);
      return frame(item.repeat(count));
    };
    for (const item of ['0.1,', '"",', '[],', '"\\u0000",', '"x",', '9e9,', '1e1,']) {
      const submit = utf8(filled(item));
      const dispatch = dispatchOf(submit, '\u0000'.repeat(256), Number.MAX_SAFE_INTEGER);
      if (typeof dispatch === 'string') throw new Error(dispatch);
      expect(dispatch.length).toBeLessThanOrEqual(submit.length + uidJsonBytes + 30);
      expect(dispatch.length - submit.length).toBeLessThanOrEqual(1_601);
      expect(dispatch.length * MSGPACK_GROWTH).toBeLessThan(SERVER_FRAME_BYTES_MAX);
      received(dispatch);
    }
  });

  test('[P-FR-5] is bounded by its size as JSON: control characters grow six times', () => {
    const d = { s: '\u0001'.repeat(20_000) };
    const bytes = encodeFrameMsgpack({ op: 6, d, t: 'A' });
    expect(bytes.length).toBeLessThan(21_000);
    expect(msgpackToJson(bytes, FRAME_BYTES_MAX)).toEqual({ ok: false, error: 'too-large' });
    expect(msgpackToJson(bytes, 2 * FRAME_BYTES_MAX).ok).toBe(true);
  });
});

describe('MessagePack that JSON cannot say', () => {
  test.each([
    ['bin', [0xc4, 1, 0], 'not-json-shaped'],
    ['ext', [0xd4, 0, 0], 'not-json-shaped'],
    ['a timestamp', [0xd6, 0xff, 0, 0, 0, 0], 'not-json-shaped'],
    ['NaN', [0xcb, 0x7f, 0xf8, 0, 0, 0, 0, 0, 0], 'not-json-shaped'],
    ['infinity in 32 bits', [0xca, 0x7f, 0x80, 0, 0], 'not-json-shaped'],
    ['a key that is a number', [0x81, 1, 1], 'not-json-shaped'],
    ['a surrogate', [0xa3, 0xed, 0xa0, 0x80], 'not-utf8'],
    ['an overlong form', [0xa2, 0xc0, 0x80], 'not-utf8'],
    ['a cut character', [0xa2, 0xe2, 0x82], 'not-utf8'],
    ['a byte over U+10FFFF', [0xa4, 0xf4, 0x90, 0x80, 0x80], 'not-utf8'],
    ['the byte that is never used', [0xc1], 'not-msgpack'],
  ])('[P-SUB-9] %s is refused', (_, value, error) => {
    const submit = [0x82, 0xa2, 0x6f, 0x70, 6, 0xa1, 0x64, 0x81, 0xa1, 0x76, ...value];
    expect(msgpackToJson(Uint8Array.from(submit), FRAME_BYTES_MAX)).toEqual({ ok: false, error });
  });
});

describe('a frame that a client writes', () => {
  test('[P-FR-1] is in MessagePack what it is in JSON, whatever is in it', () => {
    const d = {
      left: undefined,
      out: () => 1,
      none: [undefined, Number.NaN, Number.POSITIVE_INFINITY],
      date: new Date(0),
      map: new Map([[1, 2]]),
      minus: -0,
      half: 'a\ud800b',
    };
    const json = JSON.parse(JSON.stringify(d));
    const written = msgpackToJson(encodeFrameMsgpack({ op: 6, d, t: 'A' }), 1_000);
    expect(written.ok && JSON.parse(written.value).d).toEqual({ ...json, half: 'a\ufffdb' });
  });
});
