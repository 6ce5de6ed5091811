import { randomBytes } from 'node:crypto';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { FrameReader } from './frame-reader.js';
import { closePayload, fragmented, WireOpcode, wireFrame } from './frame-writer.js';

/** Removes the mask of a payload. */
function unmasked(payload: Buffer, key: Buffer): Buffer {
  return Buffer.from(payload.map((byte, i) => byte ^ (key[i & 3] as number)));
}

test.each([0, 1, 125, 126, 127, 65_535, 65_536, 100_000])(
  'writes %i bytes with the shortest length field and a key',
  (size) => {
    const payload = randomBytes(size);
    const bytes = wireFrame(WireOpcode.Binary, payload);
    const head = size < 126 ? 2 : size < 65_536 ? 4 : 10;
    expect(bytes.length).toBe(head + 4 + size);
    const [frame] = new FrameReader().read(bytes);
    expect(frame).toMatchObject({ fin: true, rsv: 0, opcode: 2, masked: true });
    const key = bytes.subarray(head, head + 4);
    expect(unmasked(frame?.payload ?? Buffer.alloc(0), key).equals(payload)).toBe(true);
  },
);

test('writes the example of RFC 6455, 5.7, unmasked', () => {
  const bytes = wireFrame(WireOpcode.Text, Buffer.from('Hello'), { masked: false });
  expect(bytes.toString('hex')).toBe('810548656c6c6f');
});

test('reads the same frames however the bytes are split into chunks', () => {
  const texts = ['', 'a', 'é'.repeat(100), 'x'.repeat(70_000)];
  const bytes = Buffer.concat(
    texts.map((text) => wireFrame(WireOpcode.Text, Buffer.from(text), { masked: false })),
  );
  const cuts = fc.array(fc.integer({ min: 1, max: 30_000 }), { minLength: 1 });
  const check = (sizes: number[]): void => {
    const reader = new FrameReader();
    const got: string[] = [];
    for (let at = 0, i = 0; at < bytes.length; i++) {
      const size = sizes[i % sizes.length] as number;
      for (const frame of reader.read(bytes.subarray(at, at + size)))
        got.push(String(frame.payload));
      at += size;
    }
    expect(got).toEqual(texts);
  };
  fc.assert(fc.property(cuts, check), { numRuns: 30 });
  check([1]);
});

test('splits a message into fragments of the given sizes', () => {
  const frames = fragmented('abcdef', [2, 0, 3]).flatMap((bytes) => new FrameReader().read(bytes));
  expect(frames.map(({ opcode, fin, payload }) => [opcode, fin, payload.length])).toEqual([
    [1, false, 2],
    [0, false, 0],
    [0, false, 3],
    [0, true, 1],
  ]);
});

test('encodes frames that RFC 6455 forbids a client to send', () => {
  const bytes = wireFrame(0x3, Buffer.alloc(0), { rsv: 5, fin: false, declaredLength: 1n << 62n });
  expect(bytes[0]).toBe(0x53);
  expect(bytes.readBigUInt64BE(2)).toBe(1n << 62n);
  expect(closePayload(4005, 'x').toString('hex')).toBe('0fa578');
});
