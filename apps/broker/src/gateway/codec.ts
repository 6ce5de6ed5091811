/**
 * The encoding of one connection's frames: JSON as published, or MessagePack if negotiated.
 *
 * The log stores JSON frames. For MessagePack, a chunk is converted once for all consumers, and a SUBMIT is converted
 * to JSON before the stream gets it. No other part of the broker handles two encodings.
 */
import {
  type Encoding,
  encodeFrame,
  type FrameErrorCode,
  type Result,
  type ServerFrame,
} from '@wearwire/protocol';
import { encodeFrameMsgpack, jsonToMsgpack, msgpackToJson } from '@wearwire/protocol/msgpack';
import { type Chunk, chunkFrame, joinFrames } from '../storage/chunk.js';

export interface Codec {
  /** Whether messages are binary. */
  readonly isBinary: boolean;
  encode(frame: ServerFrame): string | Uint8Array;
  /** The chunk in the encoding of this connection. */
  chunk(chunk: Chunk): Chunk;
  /** Converts a client's message to JSON, which may have up to `bytesMax` bytes (P-FR-5). */
  toJson(bytes: Uint8Array, bytesMax: number): Result<Uint8Array, FrameErrorCode>;
}

const TOO_LARGE = { ok: false, error: 'too-large' } as const;

const JSON_CODEC: Codec = {
  isBinary: false,
  encode: encodeFrame,
  chunk: (chunk) => chunk,
  toJson: (bytes, bytesMax) => (bytes.length > bytesMax ? TOO_LARGE : { ok: true, value: bytes }),
};

const MSGPACK_CODEC: Codec = {
  isBinary: true,
  encode: encodeFrameMsgpack,
  chunk: msgpackChunk,
  toJson: (bytes, bytesMax) => {
    const json = msgpackToJson(bytes, bytesMax);
    if (!json.ok) return json;
    // `msgpackToJson` counts UTF-16 code units, of which one may be up to three bytes.
    const value = Buffer.from(json.value);
    return value.length > bytesMax ? TOO_LARGE : { ok: true, value };
  },
};

/** The codec of the negotiated encoding; JSON by default. */
export function codecOf(encoding: Encoding | undefined): Codec {
  return encoding === 'msgpack' ? MSGPACK_CODEC : JSON_CODEC;
}

/** A chunk is converted once for all consumers that get it at the same time, and dropped together with its source. */
const msgpackChunks = new WeakMap<Chunk, Chunk>();

function msgpackChunk(chunk: Chunk): Chunk {
  const known = msgpackChunks.get(chunk);
  if (known !== undefined) return known;
  const frames = Array.from(chunk.ends, (_, i) => jsonToMsgpack(chunkFrame(chunk, i)));
  const converted = { ...chunk, ...joinFrames(frames) };
  msgpackChunks.set(chunk, converted);
  return converted;
}
