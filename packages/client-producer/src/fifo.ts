/** A queue whose both ends are cheap: an array with a head, cut off in large pieces. */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.at(0);
  }

  /** The one that has `index` others before it. */
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
    if (this.size === 0 || this.#head === 1024) {
      this.#items = this.#items.slice(this.#head);
      this.#head = 0;
    }
    return first;
  }

  /** Takes the last one off. */
  pop(): T | undefined {
    return this.size > 0 ? this.#items.pop() : undefined;
  }

  /** Takes the last `count` off, in order. */
  takeLast(count: number): T[] {
    return this.#items.splice(Math.max(this.#head, this.#items.length - count));
  }

  /** What is here, in order; nothing is then. */
  drain(): T[] {
    const items = this.#items.slice(this.#head);
    this.#items = [];
    this.#head = 0;
    return items;
  }
}
