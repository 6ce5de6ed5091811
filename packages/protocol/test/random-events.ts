/**
 * Random events for long runs: the same kinds of values as events.ts, generated without fast-check, which makes them
 * about a hundred times faster, but without shrinking. A failure names its seed and number; the same seed generates
 * the same events.
 */
import { encode } from '@msgpack/msgpack';

/** Creates a seeded generator of numbers in [0, 1) (mulberry32). */
export function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const WORDS = ['__proto__', 'constructor', 'toJSON', '', '0', '-1', '\ufeffx', '😀', 'ts', 'val'];
const NUMBERS = [
  '9007199254740993',
  '18446744073709551616',
  '9223372036854775808',
  '0',
  '-0',
  '83.0',
];
const ESCAPES = ['\\ud800', '\\uDFFF', '\\ude00\\ud83d', '\\u00e9', '\\n', '\\/', '\\ud83d\\ude00'];
const DEPTH_MAX = 4;
const ITEMS_MAX = 5;
/** Exclusive upper limits of the code units of a string: ASCII, two bytes in UTF-8, up to the surrogates. */
const CODE_UNIT_LIMITS = [0x7f, 0x800, 0xd7ff];

/** Generates random events: the `d` of a SUBMIT as JSON text, or as a value with its MessagePack bytes. */
export class RandomEvents {
  readonly #random: () => number;

  constructor(seed: number) {
    this.#random = randomOf(seed);
  }

  /** Returns an object as JSON in any notation, including unpaired surrogates. */
  json(): string {
    return this.#jsonObject(0);
  }

  /** Returns a SUBMIT in MessagePack and its `d`; 64-bit integers are bigints. */
  packed(): { d: unknown; bytes: Uint8Array } {
    const d = this.#object(0);
    return { d, bytes: encode({ op: 6, d, t: 'T' }, { useBigInt64: true }) };
  }

  /** Returns a string without unpaired surrogates. */
  text(): string {
    if (this.#integerBelow(4) === 0) return this.#pick(WORDS);
    let text = '';
    for (let length = this.#integerBelow(9); length > 0; length--) {
      text += String.fromCharCode(this.#integerBelow(this.#pick(CODE_UNIT_LIMITS)));
    }
    return text;
  }

  #integerBelow(limit: number): number {
    return Math.floor(this.#random() * limit);
  }

  #pick<T>(items: readonly T[]): T {
    return items[this.#integerBelow(items.length)] as T;
  }

  #jsonString(): string {
    const text = JSON.stringify(this.text());
    if (this.#integerBelow(6) > 0) return text;
    return `${text.slice(0, -1)}${this.#pick(ESCAPES)}${this.#pick(ESCAPES)}"`;
  }

  #jsonNumber(): string {
    if (this.#integerBelow(4) === 0) return this.#pick(NUMBERS);
    const whole = String(Math.floor(this.#random() * 10 ** this.#integerBelow(16)));
    const fraction = this.#integerBelow(2) === 0 ? '' : `.${this.#integerBelow(1e6)}`;
    const exponent =
      this.#integerBelow(6) > 0 ? '' : `${this.#pick(['e', 'E+', 'e-'])}${this.#integerBelow(290)}`;
    return `${this.#pick(['', '-'])}${whole}${fraction}${exponent}`;
  }

  #jsonValue(depth: number): string {
    const kind = this.#integerBelow(depth < DEPTH_MAX ? 6 : 4);
    if (kind < 2) return this.#jsonNumber();
    if (kind === 2) return this.#jsonString();
    if (kind === 3) return this.#pick(['true', 'false', 'null']);
    return kind === 4 ? this.#jsonList(depth + 1) : this.#jsonObject(depth + 1);
  }

  #jsonList(depth: number): string {
    return `[${this.#items(() => this.#jsonValue(depth)).join(this.#pick([',', ' , ']))}]`;
  }

  #jsonObject(depth: number): string {
    const gap = this.#pick(['', '', ' ', '\n\t']);
    const pair = () => `${this.#jsonString()}${gap}:${gap}${this.#jsonValue(depth)}`;
    return `{${gap}${this.#items(pair).join(`,${gap}`)}${gap}}`;
  }

  #items<T>(make: () => T): T[] {
    return Array.from({ length: this.#integerBelow(ITEMS_MAX + 1) }, make);
  }

  #value(depth: number): unknown {
    const kind = this.#integerBelow(depth < DEPTH_MAX ? 8 : 6);
    if (kind === 0) return this.#integerBelow(2 ** 32) - 2 ** 31;
    if (kind === 1) return (this.#random() - 0.5) * 10 ** (this.#integerBelow(300) - 150);
    if (kind === 2)
      return BigInt(this.#integerBelow(2 ** 32)) * 2n ** 32n + BigInt(this.#integerBelow(2 ** 32));
    if (kind === 3) return -(BigInt(this.#integerBelow(2 ** 31)) * 2n ** 32n) - 1n;
    if (kind === 4) return this.text();
    if (kind === 5) return this.#pick([true, false, null]);
    if (kind === 6) return this.#items(() => this.#value(depth + 1));
    return this.#object(depth + 1);
  }

  /** Without the key `__proto__`, which the MessagePack library refuses to write and which has a separate test. */
  #object(depth: number): Record<string, unknown> {
    const pairs = this.#items((): [string, unknown] => [this.text(), this.#value(depth)]);
    return Object.fromEntries(pairs.filter(([key]) => key !== '__proto__'));
  }
}
