/** Records values in order; `until` waits for one. */
export class Recorder<T> {
  readonly all: T[] = [];
  #wake: () => void = () => {};

  readonly record = (value: T): void => {
    this.all.push(value);
    this.#wake();
  };

  clear(): void {
    this.all.length = 0;
  }

  /** Resolves to the first matching value, past or future. */
  async until(isWanted: (value: T) => boolean): Promise<T> {
    for (;;) {
      const found = this.all.find(isWanted);
      if (found !== undefined) return found;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}
