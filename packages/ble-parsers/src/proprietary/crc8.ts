import type { Reader } from '../reader.js';

/**
 * Returns the CRC-8 (polynomial 0x07, start 0) of the bytes from `start` to `end` (exclusive), or to the end of the
 * payload if that comes first.
 */
export function crc8({ view, end: length }: Reader, start: number, end: number): number {
  let crc = 0;
  for (let at = start; at < Math.min(end, length); at++) {
    crc ^= view.getUint8(at);
    for (let count = 0; count < 8; count++)
      crc = crc & 0x80 ? ((crc << 1) ^ 0x07) & 0xff : crc << 1;
  }
  return crc;
}
