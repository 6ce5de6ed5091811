/**
 * The page change toggle of ANT+ heart rate, cadence and speed. Senders of the first generation have no
 * pages: the top bit of their first byte never changes, and bytes 1 to 3 have no meaning. Until the bit has
 * been seen both set and cleared, such a packet is decoded as page 0, which has no further fields.
 */
import { type BytesInput, reader, remainingBytes, u8 } from '../reader.js';

const TOGGLING_DEVICES = ['120', '122', '123'];
const TOGGLE = 0x80;

/** Creates a function that returns the bytes to decode for each packet, in order of arrival. */
export function createToggleWatch(
  profile: string,
  deviceType: string,
): (bytes: BytesInput) => BytesInput {
  if (profile !== 'ant' || !TOGGLING_DEVICES.includes(deviceType)) return (bytes) => bytes;
  const seen = new Set<number>();
  return (bytes) => {
    const r = reader(bytes);
    const first = u8(r);
    if (Number.isNaN(first)) return bytes;
    seen.add(first & TOGGLE);
    return seen.size === 2 ? bytes : Uint8Array.of(first & TOGGLE, ...remainingBytes(r));
  };
}
