/** Decodes frames of a client, inspects their payloads, and encodes frames of the server. */
import type { Fault } from './faults.js';

export interface IncomingFrame {
  readonly fin: boolean;
  readonly rsv: number;
  readonly opcode: number;
  readonly key: Buffer | undefined;
  readonly lengthBytes: number;
  readonly length: number;
  readonly headBytes: number;
}

export function frameOf(bytes: Buffer): IncomingFrame | undefined {
  const [first, second] = bytes;
  if (first === undefined || second === undefined) return undefined;
  const short = second & 0x7f;
  const lengthBytes = short < 126 ? 0 : short === 126 ? 2 : 8;
  const isMasked = second >= 0x80;
  const headBytes = 2 + lengthBytes + (isMasked ? 4 : 0);
  if (bytes.length < 2 + lengthBytes) return undefined;
  const long =
    lengthBytes === 2
      ? bytes.readUInt16BE(2)
      : Number(lengthBytes === 8 ? bytes.readBigUInt64BE(2) : 0);
  if (bytes.length < headBytes) return undefined;
  return {
    fin: first >= 0x80,
    rsv: (first >> 4) & 7,
    opcode: first & 15,
    key: isMasked ? bytes.subarray(headBytes - 4, headBytes) : undefined,
    lengthBytes,
    length: lengthBytes === 0 ? short : long,
    headBytes,
  };
}

export function unmasked(bytes: Buffer, key: Buffer | undefined, offset: number): Buffer {
  const out = Buffer.from(bytes);
  if (key !== undefined)
    for (let i = 0; i < out.length; i++)
      out[i] = (out[i] as number) ^ (key[(i + offset) & 3] as number);
  return out;
}

export function newDecoder(): TextDecoder {
  return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
}

export function isUtf8(bytes: Buffer): boolean {
  return Buffer.from(bytes.toString()).equals(bytes);
}

export function isWireCode(code: number): boolean {
  if (code >= 3_000) return code < 5_000;
  return code >= 1_000 && code <= 1_014 && ![1_004, 1_005, 1_006].includes(code);
}

export function isFence(payload: Buffer): boolean {
  return payload.toString().startsWith('fence');
}

export function isHeartbeat(payload: Buffer): boolean {
  try {
    return JSON.parse(payload.toString()).op === 0;
  } catch {
    return false;
  }
}

/** Encodes a frame of the server; some faults make it invalid. */
export function serverFrame(opcode: number, payload: Buffer, fault: Fault | undefined): Buffer {
  const rsv = fault === 'sets-reserved-bits' ? 0x40 : 0;
  const bit = fault === 'masks' ? 0x80 : 0;
  const isLong = fault === 'takes-longest-field' || payload.length > 65_535;
  const short = isLong ? 127 : payload.length > 125 ? 126 : payload.length;
  const length = Buffer.alloc(isLong ? 9 : short === 126 ? 3 : 1);
  length[0] = bit | short;
  if (isLong) length.writeBigUInt64BE(BigInt(payload.length), 1);
  else if (short === 126) length.writeUInt16BE(payload.length, 1);
  const key = Buffer.alloc(bit === 0 ? 0 : 4);
  return Buffer.concat([Buffer.of(0x80 | rsv | opcode), length, key, payload]);
}
