/**
 * How one connection's frames are written: the published JSON, or MessagePack where it was negotiated.
 *
 * The log keeps JSON frames. For MessagePack a chunk is written anew once, whoever many consumers want it;
 * a SUBMIT is written as JSON before the stream sees it. Nothing else of the broker knows two encodings.
 */
import {
  type Encoding,
  encodeFrame,
  type FrameErrorCode,
  type Result,
  type ServerFrame,
} from '@wearwire/protocol';
import { encodeFrameMsgpack, jsonToMsgpack, msgpackToJson } from '@wearwire/protocol/msgpack';
import { type Chunk, chunkCount, chunkFrame } from '../storage/chunk.js';

export interface Codec {
  /** Whether its messages are binary. */
  readonly isBinary: boolean;
  encode(frame: ServerFrame): string | Uint8Array;
  /** The chunk as it goes over this connection. */
  chunk(chunk: Chunk): Chunk;
  /** A client's message as the JSON that the session reads: `bytesMax` long at most (P-FR-5). */
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
    const value = Buffer.from(json.value);
    return value.length > bytesMax ? TOO_LARGE : { ok: true, value };
  },
};

/** The codec for what was negotiated; JSON where nothing was. */
export function codecOf(encoding: Encoding | undefined): Codec {
  return encoding === 'msgpack' ? MSGPACK_CODEC : JSON_CODEC;
}

/** Written once for all consumers that are fed at the same time; gone with the chunk. */
const msgpackChunks = new WeakMap<Chunk, Chunk>();

function msgpackChunk(chunk: Chunk): Chunk {
  let written = msgpackChunks.get(chunk);
  if (written === undefined) {
    written = rewritten(chunk, jsonToMsgpack);
    msgpackChunks.set(chunk, written);
  }
  return written;
}

function rewritten(chunk: Chunk, write: (frame: Buffer) => Uint8Array): Chunk {
  const frames = Array.from({ length: chunkCount(chunk) }, (_, i) => write(chunkFrame(chunk, i)));
  let end = 0;
  const ends = Uint32Array.from(frames, (frame) => {
    end += frame.length;
    return end;
  });
  return { ...chunk, bytes: Buffer.concat(frames), ends };
}
