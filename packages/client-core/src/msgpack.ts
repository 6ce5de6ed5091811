/** MessagePack for the option `encoding`: an entry of its own, so that clients of JSON do not carry it. */
import { decodeServerFrameMsgpack, encodeFrameMsgpack } from '@wearwire/protocol/msgpack';
import type { FrameCodec } from './frame-codec.js';

/** Frames as MessagePack, where the server knows it; with any other server the client speaks JSON. */
export const msgpack: FrameCodec = {
  encoding: 'msgpack',
  encode: encodeFrameMsgpack,
  decode: decodeServerFrameMsgpack,
};
