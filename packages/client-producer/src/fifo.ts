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

  /** Takes the last one off. */
  pop(): T | undefined {
    const item = this.size > 0 ? this.#items.pop() : undefined;
    if (this.#head === this.#items.length) this.clear();
    return item;
  }

  /** Puts all of these before what is here. */
  prepend(items: readonly T[]): void {
    this.#cut();
    this.#items = items.concat(this.#items);
  }

  /** What is here, in order; nothing is then. */
  drain(): T[] {
    this.#cut();
    const items = this.#items;
    this.#items = [];
    return items;
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
