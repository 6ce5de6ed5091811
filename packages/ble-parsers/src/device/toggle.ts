/**
 * The page change toggle of ANT+ heart rate, cadence and speed. Senders of the first generation have no
 * pages: the first byte never changes its top bit and bytes 1 to 3 mean nothing. Until the bit has been
 * seen both ways such a packet is read as page 0, which has no fields of its own.
 */
import type { BytesInput } from '../reader.js';
import { copyOf } from './bytes.js';

const TOGGLING_DEVICES = ['120', '122', '123'];
const TOGGLE = 0x80;

/** What a decoder may read of each packet of the device, in the order they come. */
export function createToggleWatch(
  profile: string,
  deviceType: string,
): (bytes: BytesInput) => BytesInput {
  if (profile !== 'ant' || !TOGGLING_DEVICES.includes(deviceType)) return (bytes) => bytes;
  const seen = new Set<number>();
  return (bytes) => {
    const page = copyOf(bytes);
    if (page === undefined) return bytes;
    seen.add(page[0]! & TOGGLE);
    if (seen.size === 2) return bytes;
    page[0]! &= TOGGLE;
    return page;
  };
}
