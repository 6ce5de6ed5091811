/**
 * The end-to-end CRC of medical services: CRC-16/MCRF4XX over all bytes before it, little-endian.
 * Source: CGMS 1.0 (polynomial 0x1021 reflected, start value 0xFFFF).
 */
import { type Reader, reject, u16 } from '../reader.js';

/** Returns the CRC-16/MCRF4XX of the bytes from `start` (inclusive) to `end` (exclusive), which must exist. */
export function crc16(r: Reader, start: number, end: number): number {
  let crc = 0xffff;
  for (let at = start; at < end; at++) {
    crc ^= r.view.getUint8(at);
    for (let index = 0; index < 8; index++) crc = crc & 1 ? (crc >> 1) ^ 0x8408 : crc >> 1;
  }
  return crc;
}

/**
 * Reads the CRC of the data from `start`, if at least two bytes remain before `end`. Returns whether there is a CRC.
 * A wrong CRC makes the payload invalid. A single remaining byte is not a CRC and is not read.
 */
export function e2eCrc(r: Reader, start = 0, end = r.end): boolean {
  const at = r.offset;
  const hasCrc = end - at >= 2;
  if (hasCrc && u16(r) !== crc16(r, start, at)) reject(r, at, 'checksum-mismatch');
  return hasCrc;
}
