/**
 * Reads MessagePack that `skipMsgpack` has validated: complete, within the depth limit and with values that JSON
 * has too. Validates nothing itself. `MsgpackReader` reads single values in order; `readMsgpack` builds objects.
 * `__proto__` is an ordinary key.
 */

/** Keeps a byte order mark as an ordinary character. */
const decoder = new TextDecoder('utf-8', { ignoreBOM: true });

/** A position in validated bytes. */
export class MsgpackReader {
  readonly bytes: Uint8Array;
  readonly #view: DataView;
  at = 0;

  constructor(bytes: Uint8Array) {
    this.bytes = bytes;
    this.#view = new DataView(bytes.buffer, bytes.byteOffset, bytes.length);
  }

  /** Consumes the header byte of the next value and returns it. */
  header(): number {
    return this.bytes[this.at++] as number;
  }

  /** Reads the string with this header byte; `undefined` if the value is not a string. */
  string(header: number): string | undefined {
    if (header >= 0xa0 && header <= 0xbf) return this.#text(header & 0x1f);
    if (header < 0xd9 || header > 0xdb) return undefined;
    return this.#text(this.#count(header - 0xd9));
  }

  /** Reads the number of items of the array with this header byte; `undefined` if the value is not an array. */
  itemCount(header: number): number | undefined {
    if (header >= 0x90 && header <= 0x9f) return header & 0x0f;
    return header === 0xdc || header === 0xdd ? this.#count(header - 0xdb) : undefined;
  }

  /** Reads the number of pairs of the map with this header byte; `undefined` if the value is not a map. */
  pairCount(header: number): number | undefined {
    if (header >= 0x80 && header <= 0x8f) return header & 0x0f;
    return header === 0xde || header === 0xdf ? this.#count(header - 0xdd) : undefined;
  }

  /** Reads nil, a boolean or a number; an integer outside of the safe range is returned as a bigint. */
  scalar(header: number): null | boolean | number | bigint {
    if (header <= 0x7f) return header;
    if (header >= 0xe0) return header - 0x100;
    if (header === 0xc0) return null;
    if (header === 0xc2 || header === 0xc3) return header === 0xc3;
    return this.#number(header);
  }

  #number(header: number): number | bigint {
    const at = this.at;
    const view = this.#view;
    // Floats (0xca, 0xcb) have 4 and 8 bytes; integers, unsigned and then signed, have 1, 2, 4 and 8.
    this.at += header <= 0xcb ? 4 << (header - 0xca) : 1 << ((header - 0xcc) & 3);
    switch (header) {
      case 0xca:
        return view.getFloat32(at);
      case 0xcb:
        return view.getFloat64(at);
      case 0xcc:
        return view.getUint8(at);
      case 0xcd:
        return view.getUint16(at);
      case 0xce:
        return view.getUint32(at);
      case 0xcf:
        return numberIfSafe(view.getBigUint64(at));
      case 0xd0:
        return view.getInt8(at);
      case 0xd1:
        return view.getInt16(at);
      case 0xd2:
        return view.getInt32(at);
      default:
        return numberIfSafe(view.getBigInt64(at));
    }
  }

  /** `size`: 0, 1 or 2 for 8, 16 or 32 bits. */
  #count(size: number): number {
    const at = this.at;
    this.at += 1 << size;
    if (size === 0) return this.#view.getUint8(at);
    return size === 1 ? this.#view.getUint16(at) : this.#view.getUint32(at);
  }

  #text(length: number): string {
    const start = this.at;
    this.at += length;
    return decoder.decode(this.bytes.subarray(start, this.at));
  }
}

function numberIfSafe(value: bigint): number | bigint {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value;
}

/** Reads a value as JSON.parse would return it: all numbers are doubles. */
export function readMsgpack(bytes: Uint8Array): unknown {
  return readValue(new MsgpackReader(bytes));
}

function readValue(reader: MsgpackReader): unknown {
  const header = reader.header();
  const text = reader.string(header);
  if (text !== undefined) return text;
  const items = reader.itemCount(header);
  if (items !== undefined) return Array.from({ length: items }, () => readValue(reader));
  const pairs = reader.pairCount(header);
  if (pairs === undefined) {
    const scalar = reader.scalar(header);
    return typeof scalar === 'bigint' ? Number(scalar) : scalar;
  }
  const object: Record<string, unknown> = {};
  for (let i = 0; i < pairs; i++) {
    const key = reader.string(reader.header()) as string;
    const value = readValue(reader);
    if (key === '__proto__') defineOwn(object, key, value);
    else object[key] = value;
  }
  return object;
}

/** Defines the property as JSON.parse does, because an assignment to `__proto__` would set the prototype. */
function defineOwn(object: object, key: string, value: unknown): void {
  Object.defineProperty(object, key, {
    value,
    writable: true,
    enumerable: true,
    configurable: true,
  });
}
