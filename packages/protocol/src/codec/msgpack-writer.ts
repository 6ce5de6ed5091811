/**
 * Encodes values that JSON has too as MessagePack. Format: the MessagePack specification, "Formats".
 *
 * `value` encodes what JSON.stringify would write for the same value, so that both encodings of a frame have the
 * same meaning: calls `toJSON`, omits functions and `undefined`, writes NaN as null and a lone surrogate as U+FFFD.
 * Safe integers are written as integers, other numbers as the shorter float type that is exact.
 */
const START_BYTES = 256;
/** Strings up to this length are written in a loop, which is faster than a call of the encoder. */
const LOOP_UNITS_MAX = 40;

const NIL = 0xc0;
const FALSE = 0xc2;
const TRUE = 0xc3;

const encoder = new TextEncoder();

export class MsgpackWriter {
  #bytes = new Uint8Array(START_BYTES);
  #view = new DataView(this.#bytes.buffer);
  #at = 0;

  /** Returns a copy of the written bytes and clears the writer. */
  flush(): Uint8Array {
    const copy = this.#bytes.slice(0, this.#at);
    this.#at = 0;
    return copy;
  }

  /** Writes any value. Throws an `Error` for more than `depthLeft` levels of maps and arrays, and for a bigint. */
  value(value: unknown, depthLeft: number): void {
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        // JSON.stringify writes -0 as 0.
        return Number.isFinite(value) ? this.number(value + 0) : this.nil();
      case 'boolean':
        return this.boolean(value);
      case 'object':
        return value === null ? this.nil() : this.#object(value, depthLeft);
      case 'bigint':
        throw new TypeError('a frame cannot contain a bigint, because JSON cannot represent it');
      default:
        return this.nil();
    }
  }

  nil(): void {
    this.#byte(NIL);
  }

  boolean(value: boolean): void {
    this.#byte(value ? TRUE : FALSE);
  }

  number(value: number): void {
    if (Number.isSafeInteger(value) && !Object.is(value, -0)) this.#integer(value);
    else this.float(value);
  }

  float(value: number): void {
    const isSingle = Math.fround(value) === value;
    this.#reserve(9);
    this.#byte(isSingle ? 0xca : 0xcb);
    if (isSingle) this.#view.setFloat32(this.#at, value);
    else this.#view.setFloat64(this.#at, value);
    this.#at += isSingle ? 4 : 8;
  }

  /** Writes an integer from -2^63 to 2^64 - 1. */
  integer64(value: bigint): void {
    this.#reserve(9);
    this.#byte(value < 0n ? 0xd3 : 0xcf);
    this.#view.setBigUint64(this.#at, BigInt.asUintN(64, value));
    this.#at += 8;
  }

  string(text: string): void {
    // At most three bytes per code unit, and the header.
    this.#reserve(5 + 3 * text.length);
    if (text.length <= LOOP_UNITS_MAX && this.#shortAscii(text)) return;
    const bytes = encoder.encode(text);
    this.utf8(bytes, 0, bytes.length);
  }

  /** Writes a string that is already encoded as UTF-8. */
  utf8(bytes: Uint8Array, start: number, end: number): void {
    this.#reserve(5 + end - start);
    this.#stringHeader(end - start);
    this.#bytes.set(bytes.subarray(start, end), this.#at);
    this.#at += end - start;
  }

  /**
   * Reserves one byte for the header of an array or map, which is enough for most, and returns its position. Call
   * `setArrayHeader` or `setMapHeader` with it once the length is known, before or after the content is written.
   */
  reserveHeader(): number {
    this.#byte(NIL);
    return this.#at - 1;
  }

  setArrayHeader(at: number, count: number): void {
    this.#setHeader(at, count, 0x90, 0xdc);
  }

  setMapHeader(at: number, count: number): void {
    this.#setHeader(at, count, 0x80, 0xde);
  }

  /** `long` is the header byte for a 16-bit length; the next byte value is the header byte for a 32-bit length. */
  #setHeader(at: number, count: number, short: number, long: number): void {
    if (count < 16) {
      this.#bytes[at] = short | count;
      return;
    }
    const lengthBytes = count <= 0xffff ? 2 : 4;
    this.#reserve(lengthBytes);
    this.#bytes.copyWithin(at + 1 + lengthBytes, at + 1, this.#at);
    const end = this.#at + lengthBytes;
    this.#at = at;
    this.#sized(lengthBytes === 2 ? long : long + 1, lengthBytes, count);
    this.#at = end;
  }

  #object(value: object, depthLeft: number): void {
    const { toJSON } = value as { toJSON?: unknown };
    if (typeof toJSON === 'function') return this.value(toJSON.call(value, ''), depthLeft);
    if (depthLeft === 0)
      throw new Error('the frame is nested more deeply than FRAME_DEPTH_MAX allows');
    if (Array.isArray(value)) {
      this.setArrayHeader(this.reserveHeader(), value.length);
      for (const item of value) this.value(item, depthLeft - 1);
      return;
    }
    const entries = Object.entries(value).filter(([, inner]) => isSerialized(inner));
    this.setMapHeader(this.reserveHeader(), entries.length);
    for (const [key, inner] of entries) {
      this.string(key);
      this.value(inner, depthLeft - 1);
    }
  }

  #integer(value: number): void {
    this.#reserve(9);
    if (value >= -32 && value < 128) this.#byte(value & 0xff);
    else if (value >= 0) this.#unsigned(value);
    else this.#negative(value);
  }

  #unsigned(value: number): void {
    if (value <= 0xff) this.#sized(0xcc, 1, value);
    else if (value <= 0xffff) this.#sized(0xcd, 2, value);
    else if (value <= 0xffff_ffff) this.#sized(0xce, 4, value);
    else this.integer64(BigInt(value));
  }

  #negative(value: number): void {
    if (value >= -0x80) this.#sized(0xd0, 1, value & 0xff);
    else if (value >= -0x8000) this.#sized(0xd1, 2, value & 0xffff);
    else if (value >= -0x8000_0000) this.#sized(0xd2, 4, value >>> 0);
    else this.integer64(BigInt(value));
  }

  /** Writes a header byte and an unsigned integer of `size` bytes. */
  #sized(header: number, size: 1 | 2 | 4, value: number): void {
    this.#byte(header);
    if (size === 1) this.#view.setUint8(this.#at, value);
    else if (size === 2) this.#view.setUint16(this.#at, value);
    else this.#view.setUint32(this.#at, value);
    this.#at += size;
  }

  /** Writes an ASCII string; returns `false` and writes nothing if a character is not ASCII. */
  #shortAscii(text: string): boolean {
    const start = this.#at;
    this.#stringHeader(text.length);
    for (let i = 0; i < text.length; i++) {
      const unit = text.charCodeAt(i);
      if (unit >= 0x80) {
        this.#at = start;
        return false;
      }
      this.#bytes[this.#at++] = unit;
    }
    return true;
  }

  #stringHeader(length: number): void {
    if (length < 32) this.#byte(0xa0 | length);
    else if (length <= 0xff) this.#sized(0xd9, 1, length);
    else if (length <= 0xffff) this.#sized(0xda, 2, length);
    else this.#sized(0xdb, 4, length);
  }

  #byte(byte: number): void {
    this.#reserve(1);
    this.#bytes[this.#at++] = byte;
  }

  #reserve(bytes: number): void {
    const needed = this.#at + bytes;
    if (needed <= this.#bytes.length) return;
    const larger = new Uint8Array(Math.max(needed, this.#bytes.length * 2));
    larger.set(this.#bytes.subarray(0, this.#at));
    this.#bytes = larger;
    this.#view = new DataView(larger.buffer);
  }
}

/** Returns whether JSON.stringify writes a key with this value. */
function isSerialized(value: unknown): boolean {
  return value !== undefined && typeof value !== 'function' && typeof value !== 'symbol';
}
