import { type BytesInput, finish, type Payload, reader, reject, u8 } from '../reader.js';
import { type DecodeResult, failure } from '../result.js';

const SYNC = 0xa4;

/** A message of the ANT serial protocol, which carries pages over USB and, for Tacx trainers, over BLE. */
export interface AntMessage extends Payload {
  /** 0x4E broadcast, 0x4F acknowledged, 0x50 burst. */
  messageId: number;
  channel: number;
  /** A page of 8 bytes, and further bytes in extended messages. */
  data: Uint8Array;
}

/**
 * Decodes a message: 0xA4, length, id, channel, data, XOR of all bytes before. Fails with `too-short` if
 * it is truncated, `invalid-value` if it does not begin with 0xA4 or has no channel, `checksum-mismatch`
 * if the last byte is not the XOR.
 * Source: ANT Message Protocol and Usage, as implemented by open-source decoders.
 */
export function decodeAntMessage(bytes: BytesInput): DecodeResult<AntMessage> {
  const r = reader(bytes);
  const sync = u8(r);
  // Without it the length means nothing.
  if (r.end > 0 && sync !== SYNC) return failure('invalid-value');
  const size = u8(r);
  if (size === 0) reject(r, 1);
  const messageId = u8(r);
  const channel = u8(r);
  let checksum = sync ^ size ^ messageId ^ channel;
  const data: number[] = [];
  while (data.length < size - 1) {
    const byte = u8(r);
    checksum ^= byte;
    data.push(byte);
  }
  if (u8(r) !== checksum) reject(r, r.offset - 1, 'checksum-mismatch');
  return finish(r, { messageId, channel, data: Uint8Array.from(data) });
}
