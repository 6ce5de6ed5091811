/** The header of data sent in several notifications: flags for the first and last one, and a counter. */
import { bit } from '../bits.js';
import { type Reader, u8 } from '../reader.js';

/** The position of a notification in its message. */
export interface Segment {
  isFirstSegment: boolean;
  isLastSegment: boolean;
  /** 0 to 63, then 0 again. */
  segmentCounter: number;
}

/** Reads the header, one byte: 0 first, 1 last, 2-7 counter. */
export function segment(r: Reader): Segment {
  const header = u8(r);
  return {
    isFirstSegment: bit(header, 0),
    isLastSegment: bit(header, 1),
    segmentCounter: header >> 2,
  };
}
