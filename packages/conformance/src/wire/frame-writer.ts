/**
 * Encodes WebSocket frames of a client (RFC 6455, 5.2), including invalid ones.
 * Validates nothing, because a conformance client must be able to send frames that RFC 6455 forbids.
 */
import { randomBytes } from 'node:crypto';

/** Opcodes of RFC 6455, 5.2; not the opcodes of the streaming protocol. */
export const WireOpcode = {
  Continuation: 0x0,
  Text: 0x1,
  Binary: 0x2,
  Close: 0x8,
  Ping: 0x9,
  Pong: 0xa,
} as const;

export interface WireFrameOptions {
  /** Default true. */
  readonly fin?: boolean;
  /** The three reserved bits, 0 to 7. Default 0. */
  readonly rsv?: number;
  /** Default true; RFC 6455, 5.3 requires it of a client. */
  readonly masked?: boolean;
  /** Default random. */
  readonly maskKey?: Uint8Array;
  /** Length to declare instead of the payload's length. */
  readonly declaredLength?: bigint;
  /** Size of the extended length field, instead of the minimal one. */
  readonly lengthBytes?: 2 | 8;
}

/** Encodes one frame. Does not modify `payload`. */
export function wireFrame(opcode: number, payload: Buffer, options: WireFrameOptions = {}): Buffer {
  const { fin = true, rsv = 0, masked = true } = options;
  const first = (fin ? 0x80 : 0) | (rsv << 4) | opcode;
  const declared = options.declaredLength ?? BigInt(payload.length);
  const length = lengthField(declared, masked, options.lengthBytes);
  if (!masked) return Buffer.concat([Buffer.of(first), length, payload]);
  const key = options.maskKey ?? randomBytes(4);
  return Buffer.concat([Buffer.of(first), length, key, mask(payload, key)]);
}

/** Encodes a text message as fragments of the given sizes and a last one with the rest. */
export function fragmented(text: string, sizes: readonly number[]): Buffer[] {
  const payload = Buffer.from(text);
  const frames: Buffer[] = [];
  let at = 0;
  for (const size of sizes) {
    const opcode = frames.length === 0 ? WireOpcode.Text : WireOpcode.Continuation;
    frames.push(wireFrame(opcode, payload.subarray(at, at + size), { fin: false }));
    at += size;
  }
  const opcode = frames.length === 0 ? WireOpcode.Text : WireOpcode.Continuation;
  frames.push(wireFrame(opcode, payload.subarray(at)));
  return frames;
}

/** Payload of a close frame (RFC 6455, 5.5.1). */
export function closePayload(code: number, reason = ''): Buffer {
  const payload = Buffer.alloc(2);
  payload.writeUInt16BE(code);
  return Buffer.concat([payload, Buffer.from(reason)]);
}

function lengthField(length: bigint, masked: boolean, extendedBytes: 0 | 2 | 8 = 0): Buffer {
  const bit = masked ? 0x80 : 0;
  if (length < 126n && extendedBytes === 0) return Buffer.of(bit | Number(length));
  if (length < 65_536n && extendedBytes !== 8) {
    const bytes = Buffer.of(bit | 126, 0, 0);
    bytes.writeUInt16BE(Number(length), 1);
    return bytes;
  }
  const bytes = Buffer.alloc(9);
  bytes[0] = bit | 127;
  bytes.writeBigUInt64BE(length, 1);
  return bytes;
}

function mask(payload: Buffer, key: Uint8Array): Buffer {
  const out = Buffer.from(payload);
  for (let i = 0; i < out.length; i++) out[i] = (out[i] as number) ^ (key[i & 3] as number);
  return out;
}
