/** A cache bounded by bytes: what was not used for longest makes room. */
export class ByteCache {
  readonly #bytesMax: number;
  readonly #entries = new Map<string, { readonly value: unknown; readonly bytes: number }>();
  #bytes = 0;
  #owners = 0;

  constructor(bytesMax: number) {
    this.#bytesMax = bytesMax;
  }

  /** A number for keys that nobody else of this cache uses. */
  newOwner(): number {
    return ++this.#owners;
  }

  /** Bytes that the entries said they take up. */
  get bytes(): number {
    return this.#bytes;
  }

  /** What is kept under `key`, as the newest from now on. The type is the one that it was put with. */
  get<T>(key: string): T | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key);
    this.#entries.set(key, entry);
    return entry.value as T;
  }

  /** What alone is larger than the cache is not kept. */
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
