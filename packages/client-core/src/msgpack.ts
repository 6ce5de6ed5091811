/**
 * MessagePack for the option `encoding`. A separate entry, so that clients that use JSON do not bundle it.
 */
import { decodeServerFrameMsgpack, encodeFrameMsgpack } from '@wearwire/protocol/msgpack';
import type { FrameCodec } from './frame-codec.js';

/** Encodes frames as MessagePack if the server supports it; otherwise the client uses JSON. */
export const msgpack: FrameCodec = {
  encoding: 'msgpack',
  encode: encodeFrameMsgpack,
  decode: decodeServerFrameMsgpack,
};
