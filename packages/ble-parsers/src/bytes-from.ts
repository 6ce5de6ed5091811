/**
 * Converts the forms in which Bluetooth libraries provide bytes to a `Uint8Array`. A string is Base64
 * (react-native-ble-plx) unless the encoding is `hex`.
 */
import { type BytesInput, reader } from './reader.js';

/** Encoding of bytes in a string. */
export type ByteEncoding = 'base64' | 'hex';

/** The argument of `bytesFrom`: bytes of any type, a list of numbers from 0 to 255, or a string. */
export type ByteSource = DataView | ArrayBuffer | Uint8Array | readonly number[] | string;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * Returns the bytes of `source`, without copying those of a buffer. Returns `undefined` if it has another type, is a
 * malformed string, or is a list with an item that is not a byte. Accepts both Base64 alphabets, with or without
 * padding. Hexadecimal strings may begin with `0x` and have spaces, colons or dashes between bytes.
 */
export function bytesFrom(
  source: ByteSource | null | undefined,
  encoding: ByteEncoding = 'base64',
): Uint8Array | undefined {
  if (typeof source === 'string') return encoding === 'hex' ? fromHex(source) : fromBase64(source);
  if (Array.isArray(source)) return source.every(isByte) ? Uint8Array.from(source) : undefined;
  const { view, end } = reader(source as BytesInput);
  return end < 0 ? undefined : new Uint8Array(view.buffer, view.byteOffset, end);
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xff;
}

function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/^\s*0x|[\s:-]/gi, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Implemented here because not every engine of React Native has `atob`. */
function fromBase64(text: string): Uint8Array | undefined {
  const digits = text
    .replace(/\s|=+\s*$/g, '')
    .replace(/-/g, '+')
    .replace(/_/g, '/');
  if (digits.length % 4 === 1) return undefined;
  const bytes: number[] = [];
  let word = 0;
  let bits = 0;
  for (const digit of digits) {
    const value = BASE64.indexOf(digit);
    if (value < 0) return undefined;
    word = ((word << 6) | value) & 0xffff;
    bits += 6;
    if (bits < 8) continue;
    bits -= 8;
    bytes.push((word >> bits) & 0xff);
  }
  return Uint8Array.from(bytes);
}
