/**
 * The start of every ANT+ page. A page has 8 bytes and no length field; further bytes of an extended
 * message become `trailing`.
 */
import { type Payload, type Reader, reject, u8 } from '../reader.js';

/** Part of every decoded page. */
export interface AntPage extends Payload {
  /** Page number, without the toggle bit if the profile has one. */
  page: number;
}

/** Reads the page number. A number that is not in `pages` makes the payload invalid. */
export function antPage(r: Reader, ...pages: number[]): number {
  const page = u8(r);
  if (!pages.includes(page)) reject(r, 0);
  return page;
}
