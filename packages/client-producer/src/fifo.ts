/** A queue whose both ends are cheap: an array with a head, cut off in large pieces. */
export class Fifo<T> {
  #items: T[] = [];
  #head = 0;

  get size(): number {
    return this.#items.length - this.#head;
  }

  get first(): T | undefined {
    return this.#items[this.#head];
  }

  push(item: T): void {
    this.#items.push(item);
  }

  shift(): T | undefined {
    const item = this.#items[this.#head];
    if (item === undefined) return undefined;
    this.#head++;
    if (this.#head === this.#items.length || this.#head === 1024) this.#cut();
    return item;
  }

  /** Puts all of another queue before what is here; the other is empty then. */
  prepend(other: Fifo<T>): void {
    this.#cut();
    other.#cut();
    this.#items = other.#items.concat(this.#items);
    other.#items = [];
  }

  clear(): void {
    this.#items = [];
    this.#head = 0;
  }

  #cut(): void {
    this.#items = this.#items.slice(this.#head);
    this.#head = 0;
  }
}
