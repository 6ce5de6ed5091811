import { decode, encode } from '@msgpack/msgpack';
import { Opcode } from '@wearwire/protocol';
import { describe, expect, it } from 'vitest';
import { chunkFrame } from '../storage/chunk.js';
import { chunkOf } from '../storage/contract/events.js';
import { codecOf } from './codec.js';

const json = codecOf(undefined);
const msgpack = codecOf('msgpack');

describe('the codec of a connection', () => {
  it('writes JSON as text and MessagePack as bytes', () => {
    const ack = { op: Opcode.HeartbeatAck } as const;
    expect([json.isBinary, json.encode(ack)]).toEqual([false, '{"op":1}']);
    expect(msgpack.isBinary).toBe(true);
    expect(decode(msgpack.encode(ack) as Uint8Array)).toEqual(ack);
  });

  it('sends a stored chunk unchanged to JSON consumers', () => {
    const chunk = chunkOf('a', 1, 3, 0);
    expect(json.chunk(chunk)).toBe(chunk);
  });

  it('encodes each frame of a chunk once for all MessagePack consumers', () => {
    const chunk = chunkOf('a', 5, 3, 0);
    const written = msgpack.chunk(chunk);
    expect(msgpack.chunk(chunk)).toBe(written);
    expect({ first: written.first, count: written.ends.length }).toEqual({ first: 5, count: 3 });
    for (let i = 0; i < 3; i++) {
      const original = JSON.parse(chunkFrame(chunk, i).toString());
      expect(decode(chunkFrame(written, i))).toEqual(original);
    }
  });

  it('[P-FR-5] limits a message by the length of its JSON, in both encodings', () => {
    const text = '{"op":6,"d":{"a":1}}';
    const packed = encode({ op: 6, d: { a: 1 } });
    for (const [codec, bytes] of [
      [json, Buffer.from(text)],
      [msgpack, packed],
    ] as const) {
      const fits = codec.toJson(bytes, text.length);
      expect(fits.ok && Buffer.from(fits.value).toString()).toBe(text);
      expect(codec.toJson(bytes, text.length - 1)).toEqual({ ok: false, error: 'too-large' });
    }
  });
});
