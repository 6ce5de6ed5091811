/**
 * Normalizes the notations of ids to the keys of the registry. Does not know which ids exist.
 */

import { PmdStream } from './polar-pmd/stream.js';

/** The 96 bits at the end of every UUID assigned by the Bluetooth SIG. */
const SIG_BASE = '00001000800000805F9B34FB';

/**
 * Returns a UUID without `0x` and dashes, in upper case, and shortens one of the SIG to 4 digits: `0x2a37`,
 * `00002A37` and `00002a37-0000-1000-8000-00805f9b34fb` give `2A37`.
 */
export function uuidKey(id: string): string {
  const digits = id.replace(/^0x|-/gi, '').toUpperCase();
  const short = digits.endsWith(SIG_BASE) ? digits.slice(0, -SIG_BASE.length) : digits;
  return short.length === 8 && short.startsWith('0000') ? short.slice(4) : short;
}

/**
 * Returns the keys to look up for a page or frame, most specific first: itself, the page of any device, the
 * whole device or stream. `11/80` gives `11/80`, `common/80`, `11`.
 */
export function pathKeys(id: string): string[] {
  const [head = '', tail = ''] = id.split('/');
  return [id, `common/${tail}`, head];
}

/**
 * Returns the stream: `2/1`, `2`, `acc/1` and `ACC/0-compressed` give `ACC`. Other ids are returned
 * without the part after the slash, in upper case.
 */
export function pmdKey(id: string): string {
  const head = id.split('/', 1)[0]!.toUpperCase();
  const named = Object.entries(PmdStream).find(([, stream]) => String(stream) === head);
  return named?.[0] ?? head;
}
