/**
 * The forms in which Bluetooth libraries hand over bytes, as a `Uint8Array`: the one place for it. A text
 * is Base64 (react-native-ble-plx) unless it is said to be hexadecimal.
 */

/** How bytes are written in a text. */
export type ByteEncoding = 'base64' | 'hex';

/** What `bytesFrom` takes: bytes of any kind, a list of numbers from 0 to 255, or a text. */
export type ByteSource = DataView | ArrayBuffer | Uint8Array | readonly number[] | string;

const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

/**
 * The bytes of `source`; `undefined` when it is none of the accepted forms or a text that is not well
 * formed. Bytes are not copied. Base64 may be of either alphabet, with or without padding; hexadecimal may
 * begin with `0x` and have spaces, colons or dashes between bytes.
 */
export function bytesFrom(
  source: ByteSource | null | undefined,
  encoding: ByteEncoding = 'base64',
): Uint8Array | undefined {
  if (typeof source === 'string') return encoding === 'hex' ? fromHex(source) : fromBase64(source);
  if (Array.isArray(source)) return source.every(isByte) ? Uint8Array.from(source) : undefined;
  try {
    // A DataView throws for what is no buffer, in any realm.
    const { buffer = source, byteOffset, byteLength } = source as Uint8Array;
    const view = new DataView(buffer as ArrayBuffer, byteOffset, byteLength);
    return new Uint8Array(view.buffer, view.byteOffset, view.byteLength);
  } catch {
    return undefined;
  }
}

function isByte(value: unknown): boolean {
  return Number.isInteger(value) && (value as number) >= 0 && (value as number) <= 0xff;
}

function fromHex(text: string): Uint8Array | undefined {
  const digits = text.replace(/^\s*0x|[\s:-]/gi, '');
  if (digits.length % 2 !== 0 || !/^[0-9a-f]*$/i.test(digits)) return undefined;
  return Uint8Array.from(digits.match(/../g) ?? [], (pair) => Number.parseInt(pair, 16));
}

/** Written out: not every engine of React Native has `atob`. */
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
