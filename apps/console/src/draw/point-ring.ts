/**
 * The last points of a channel, each a time and one or more numbers, in one typed array that grows to its limit and
 * then overwrites the oldest points.
 */
const FIRST_CAPACITY = 128;

export class PointRing {
  /** Numbers per point, besides its time. */
  readonly width: number;
  readonly #capacityMax: number;
  #capacity: number;
  #data: Float64Array;
  /** Total number of points added. */
  #added = 0;

  constructor(width: number, capacityMax: number) {
    this.width = width;
    this.#capacityMax = capacityMax;
    this.#capacity = Math.min(FIRST_CAPACITY, capacityMax);
    this.#data = new Float64Array(this.#capacity * (width + 1));
  }

  /** Number of stored points. */
  get size(): number {
    return Math.min(this.#added, this.#capacity);
  }

  add(atMs: number, values: readonly number[]): void {
    if (this.#added === this.#capacity && this.#capacity < this.#capacityMax) this.#grow();
    const at = (this.#added % this.#capacity) * (this.width + 1);
    this.#data[at] = atMs;
    for (let i = 0; i < this.width; i++) this.#data[at + 1 + i] = values[i] ?? Number.NaN;
    this.#added++;
  }

  /** `index`: 0 for the oldest stored point. */
  timeAt(index: number): number {
    return this.#data[this.#offset(index)] as number;
  }

  valueAt(index: number, column = 0): number {
    return this.#data[this.#offset(index) + 1 + column] as number;
  }

  /** Returns the index of the first point at or after a time; `size` if there is none. Times are (almost) ascending. */
  indexFrom(atMs: number): number {
    let low = 0;
    let high = this.size;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.timeAt(middle) < atMs) low = middle + 1;
      else high = middle;
    }
    return low;
  }

  #offset(index: number): number {
    return ((this.#added - this.size + index) % this.#capacity) * (this.width + 1);
  }

  /** Called only before the first point is overwritten. */
  #grow(): void {
    const capacity = Math.min(this.#capacity * 2, this.#capacityMax);
    const data = new Float64Array(capacity * (this.width + 1));
    data.set(this.#data);
    this.#data = data;
    this.#capacity = capacity;
  }
}
