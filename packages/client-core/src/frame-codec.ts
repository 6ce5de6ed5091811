/**
 * Encodes and decodes frames. JSON is built in. Other encodings are `FrameCodec`s in separate entries, so
 * that they are not bundled with clients that use only JSON (P-EXT-4).
 */
import {
  type ClientFrame,
  decodeServerFrame,
  type Encoding,
  encodeFrame,
  type FrameResult,
  type Negotiated,
  type ServerFrame,
} from '@wearwire/protocol';

/** A binary encoding that can be negotiated instead of JSON, such as `msgpack` from the entry `./msgpack`. */
export interface FrameCodec {
  /** Name of the encoding in the URL and in HELLO. */
  readonly encoding: Encoding;
  encode(frame: ClientFrame): Uint8Array;
  /** Never throws: errors are returned. */
  decode(message: Uint8Array): FrameResult<ServerFrame>;
}

/** Encodes a frame in the encoding that the server confirmed. */
export function messageOf(
  frame: ClientFrame,
  negotiated: Negotiated,
  codec: FrameCodec | undefined,
): string | Uint8Array {
  // The server can only confirm the encoding that was requested: that of the codec.
  return codec && negotiated.encoding ? codec.encode(frame) : encodeFrame(frame);
}

/**
 * Decodes a message by its type: a server without the encoding sends JSON text. `undefined`: a binary message without
 * a codec.
 */
export function frameOf(
  message: string | Uint8Array,
  codec: FrameCodec | undefined,
): FrameResult<ServerFrame> | undefined {
  return typeof message === 'string' ? decodeServerFrame(message) : codec?.decode(message);
}
