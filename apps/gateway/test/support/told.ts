/** What was told, in order, and a promise for what is awaited. */
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

  /** The first that fits, among those that were told and those to come. */
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
