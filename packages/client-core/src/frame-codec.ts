/**
 * How frames become messages. JSON is built in; another encoding comes as a `FrameCodec` from an entry of
 * its own, so that a client that speaks JSON alone does not carry it (P-EXT-4).
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

/** A binary encoding of frames, to be negotiated instead of JSON: `msgpack` of the entry `./msgpack` is one. */
export interface FrameCodec {
  /** What is asked for in the URL and confirmed in HELLO. */
  readonly encoding: Encoding;
  encode(frame: ClientFrame): Uint8Array;
  /** Total: an error is a value. */
  decode(message: Uint8Array): FrameResult<ServerFrame>;
}

/** A frame as it is sent, in the encoding that the server confirmed. */
export function messageOf(
  frame: ClientFrame,
  negotiated: Negotiated,
  codec: FrameCodec | undefined,
): string | Uint8Array {
  // Confirmed is at most what was asked for: the encoding of the codec.
  return codec && negotiated.encoding ? codec.encode(frame) : encodeFrame(frame);
}

/** A message's frame, by what it is: a server that knows no encoding answers in JSON text. */
export function frameOf(
  message: string | Uint8Array,
  codec: FrameCodec | undefined,
): FrameResult<ServerFrame> | undefined {
  return typeof message === 'string' ? decodeServerFrame(message) : codec?.decode(message);
}
