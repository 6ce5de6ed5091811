/** WebSocket frames of a client (RFC 6455, section 5.2): final, masked with a key of zeros. */
import type { PreparedFrame } from './wire.js';

export const WebSocketOpcode = { Text: 1, Binary: 2, Close: 8, Ping: 9, Pong: 10 } as const;
export type WebSocketOpcode = (typeof WebSocketOpcode)[keyof typeof WebSocketOpcode];

const FINAL = 0x80;
const MASKED = 0x80;
const KEY_BYTES = 4;

/** Encodes a frame. A mask of zeros leaves the content unchanged; servers must accept it. */
export function clientFrame(opcode: WebSocketOpcode, content: Uint8Array): Buffer {
  const { length } = content;
  const lengthBytes = length < 126 ? 0 : length < 65_536 ? 2 : 8;
  const contentAt = 2 + lengthBytes + KEY_BYTES;
  const frame = Buffer.alloc(contentAt + length);
  frame[0] = FINAL | opcode;
  frame[1] = MASKED | (lengthBytes === 0 ? length : lengthBytes === 2 ? 126 : 127);
  if (lengthBytes === 2) frame.writeUInt16BE(length, 2);
  if (lengthBytes === 8) frame.writeBigUInt64BE(BigInt(length), 2);
  frame.set(content, contentAt);
  return frame;
}

/** Encodes the frame of a message: text for a string, binary for bytes. */
export function messageFrame(message: string | Uint8Array): Buffer {
  return typeof message === 'string'
    ? clientFrame(WebSocketOpcode.Text, Buffer.from(message))
    : clientFrame(WebSocketOpcode.Binary, message);
}

/**
 * Encodes the frame of the message `before + payload + after`, text or binary, and returns it with the offset of the
 * payload.
 */
export function frameMessage(
  opcode: WebSocketOpcode,
  before: Uint8Array,
  payload: Uint8Array,
  after: Uint8Array,
): PreparedFrame {
  const bytes = clientFrame(opcode, Buffer.concat([before, payload, after]));
  return { bytes, payloadAt: bytes.length - after.length - payload.length };
}
