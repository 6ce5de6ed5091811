import type { Reader } from '../reader.js';

/**
 * Returns the CRC-32 of zlib (reflected 0xEDB88320) of the bytes from `start` to `end` (exclusive), or to
 * the end of the payload if that comes first.
 */
export function crc32({ view, end: length }: Reader, start: number, end: number): number {
  let crc = -1;
  for (let at = start; at < Math.min(end, length); at++) {
    crc ^= view.getUint8(at);
    for (let count = 0; count < 8; count++) crc = crc & 1 ? (crc >>> 1) ^ 0xedb8_8320 : crc >>> 1;
  }
  return ~crc >>> 0;
}
