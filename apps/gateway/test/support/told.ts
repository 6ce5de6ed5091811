/** Records messages in order, and returns promises for awaited ones. */
export class Told<T> {
  readonly all: T[] = [];
  #wake: () => void = () => {};

  readonly tell = (one: T): void => {
    this.all.push(one);
    this.#wake();
  };

  clear(): void {
    this.all.length = 0;
  }

  /** Resolves to the first matching message, past or future. */
  async until(isWanted: (one: T) => boolean): Promise<T> {
    for (;;) {
      const found = this.all.find(isWanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
