/**
 * Listeners by name. A listener that throws, or whose promise rejects, breaks nothing: the error goes to the
 * listeners of `error`, or, where there are none, to the console, once for each `Listeners`.
 */
import { CallbackError, type ClientError } from './errors.js';

/** Takes the listener off again. */
export type Off = () => void;
type Listener = (value: never) => unknown;

/** What came of a listener's call, where it did not simply return: its promise of success, or a throw. */
export type Outcome = (succeeds: Promise<boolean> | false) => void;

/** The listeners of one client. For those who build a client of their own. */
export class Listeners {
  readonly #byName = new Map<string, Set<{ readonly call: Listener }>>();
  readonly #errors: Listeners;
  #isConsoleTold = false;

  /** `errors`: where what its listeners throw is told; itself without it. */
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

  /** An error that must not be lost: told on the console where nobody listens. */
  fail(error: ClientError): void {
    if (!this.emit('error', error)) this.#tellConsole(error);
  }

  #guard(name: string, call: Listener, value: unknown, outcome?: Outcome): void {
    /** Returns false: the call did not succeed. */
    const threw = (cause: unknown): false => {
      const error = new CallbackError(name, cause);
      // A listener of errors that throws must not be told of its own error without end.
      if (name === 'error') this.#tellConsole(error);
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

  #tellConsole(error: ClientError): void {
    if (!this.#isConsoleTold) console.error(error);
    this.#isConsoleTold = true;
  }
}
