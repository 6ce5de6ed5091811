/**
 * Event listeners by name. If a listener throws or its promise rejects, the other listeners are still called,
 * and the error is passed to the listeners of `error`. Without any, the first error is printed to the
 * console.
 */
import { CallbackError, type ClientError } from './errors.js';

/** Removes the listener. */
export type Off = () => void;
type Listener = (value: never) => unknown;

/**
 * Called after a listener that returned a promise or threw. `succeeds`: `false` after a throw, otherwise a
 * promise that resolves with whether the listener's promise was fulfilled.
 */
export type Outcome = (succeeds: Promise<boolean> | false) => void;

/** The listeners of one client. Exported for programs that build their own client. */
export class Listeners {
  readonly #byName = new Map<string, Set<{ readonly call: Listener }>>();
  readonly #errors: Listeners;
  #isConsoleUsed = false;

  /** `errors`: receives the errors that listeners throw (default: this instance). */
  constructor(errors?: Listeners) {
    this.#errors = errors ?? this;
  }

  on(name: string, call: Listener): Off {
    const entry = { call };
    const entries = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, entries.add(entry));
    return () => {
      entries.delete(entry);
    };
  }

  /** Calls the listeners of this name; returns whether there were any. */
  emit(name: string, value: unknown, outcome?: Outcome): boolean {
    const entries = this.#byName.get(name);
    if (!entries?.size) return false;
    for (const { call } of entries) this.#guard(name, call, value, outcome);
    return true;
  }

  /** Emits an error; without listeners of `error`, prints it to the console. */
  fail(error: ClientError): void {
    if (!this.emit('error', error)) this.#printOnce(error);
  }

  #guard(name: string, call: Listener, value: unknown, outcome?: Outcome): void {
    /** Reports the error and returns `false`, since the call did not succeed. */
    const threw = (cause: unknown): false => {
      const error = new CallbackError(name, cause);
      // A throwing listener of `error` must not receive its own error, which would never end.
      if (name === 'error') this.#printOnce(error);
      else this.#errors.fail(error);
      return false;
    };
    let succeeds: Promise<boolean> | false;
    try {
      const result = call(value as never) as Partial<PromiseLike<unknown>> | undefined;
      if (typeof result?.then !== 'function') return;
      succeeds = Promise.resolve(result).then(() => true, threw);
    } catch (cause) {
      succeeds = threw(cause);
    }
    outcome?.(succeeds);
  }

  #printOnce(error: ClientError): void {
    if (!this.#isConsoleUsed) console.error(error);
    this.#isConsoleUsed = true;
  }
}
