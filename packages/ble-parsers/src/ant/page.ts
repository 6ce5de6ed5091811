/**
 * What every ANT+ page starts with. A page is 8 bytes and has no length of its own; what an extended
 * message carries after them becomes `trailing`.
 */
import { type Payload, type Reader, reject, u8 } from '../reader.js';

/** Part of every decoded page. */
export interface AntPage extends Payload {
  /** Page number, without the toggle bit where the profile has one. */
  page: number;
}

/** Reads the page number; one that is not among `pages` makes the payload invalid. */
export function antPage(r: Reader, ...pages: number[]): number {
  const page = u8(r);
  if (!pages.includes(page)) reject(r, 0);
  return page;
}
