/** A least-recently-used cache bounded by bytes. */
export class ByteCache {
  readonly #bytesMax: number;
  readonly #entries = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  #bytes = 0;
  #numbers = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** A number for keys, unique within this cache. */
  uniqueNumber(): number {
    return ++this.#numbers;
  }

  /** Sum of the entries' stated sizes. */
  get bytes(): number {
    return this.#bytes;
  }

  /** The value of `key`, which becomes the most recently used. `T` must be the type of the value that was put. */
  get<T>(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value as T;
  }

  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** An entry larger than the whole cache is not kept. */
  put(key: string, value: unknown, bytes: number): void {
    this.delete(key);
    if (bytes > this.#bytesMax) return;
    this.#entries.set(key, { value, bytes });
    this.#bytes += bytes;
    for (const eldest of this.#entries.keys()) {
      if (this.#bytes <= this.#bytesMax) return;
      this.delete(eldest);
    }
  }

  delete(key: string): void {
    this.#bytes -= this.#entries.get(key)?.bytes ?? 0;
    this.#entries.delete(key);
  }
}
