/** A queue: an array whose removed elements are cut off in large steps, so that `shift` is cheap. */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.at(0);
  }

  at(index: number): T | undefined {
    return this.#items[this.#head + index];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const { first } = this;
    if (first === undefined) return undefined;
    this.#head++;
    if (this.size === 0 || this.#head === 1_024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  /** Removes and returns the last element. */
  pop(): T | undefined {
    return this.size > 0 ? this.#items.pop() : undefined;
  }

  /** Removes and returns the last `count` elements, in order. */
  takeLast(count: number): T[] {
    return this.#items.splice(Math.max(this.#head, this.#items.length - count));
  }

  /** Removes and returns all elements, in order. */
  drain(): T[] {
    const items = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return items;
  }
}
