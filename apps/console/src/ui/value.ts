/** An observable value. Holds state that outlives a component. */
import { useEffect, useState } from 'preact/hooks';

export class Value<T> {
  #current: T;
  readonly #listeners = new Set<() => void>();

  constructor(first: T) {
    this.#current = first;
  }

  get current(): T {
    return this.#current;
  }

  set current(next: T) {
    if (Object.is(next, this.#current)) return;
    this.#current = next;
    for (const listener of [...this.#listeners]) listener();
  }

  /** Calls the listener after each change; returns a function that removes it. */
  follow(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }
}

/** Returns the current value; the component is rerendered when it changes. */
export function useValue<T>(value: Value<T>): T {
  const [, render] = useState(0);
  useEffect(() => {
    const changed = () => render((count) => count + 1);
    changed();
    return value.follow(changed);
  }, [value]);
  return value.current;
}
