/**
 * The writes of the meta store that are under way, so that it is closed when the last one is done, and takes no
 * more. While the store refuses, a write is not even tried: LMDB's native part prints a line for each that fails.
 */
import { MetaWriteError, StorageError } from '../errors.js';
import type { StoreHealth } from '../health.js';

export class Pending {
  readonly #health: StoreHealth;
  readonly #isFinal: (cause: unknown) => Promise<boolean>;
  readonly #pending = new Set<Promise<unknown>>();
  #isClosed = false;

  /** `isFinal`: whether the store cannot be trusted after this failure of a write. */
  constructor(health: StoreHealth, isFinal: (cause: unknown) => Promise<boolean>) {
    this.#health = health;
    this.#isFinal = isFinal;
  }

  /** Runs a write. Rejects with `MetaWriteError`, or with `StorageError` once `close` was called. */
  async run<T>(write: () => Promise<T>): Promise<T> {
    if (this.#health.state !== 'working') throw new MetaWriteError();
    return this.try(write);
  }

  /** As `run`, also while the store refuses. */
  async try<T>(write: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StorageError('closed', 'the store is closed');
    const promise = write();
    this.#pending.add(promise);
    try {
      return await promise;
    } catch (error) {
      throw await this.#judge(error);
    } finally {
      this.#pending.delete(promise);
    }
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#pending);
  }

  /** LMDB's error holds a promise that is rejected with the cause. */
  async #judge(error: unknown): Promise<unknown> {
    const { commitError } = error as { readonly commitError?: Promise<never> };
    if (commitError === undefined) return error;
    const cause = await commitError.catch((reason: unknown) => reason);
    const failure = new MetaWriteError({ cause });
    if (await this.#isFinal(cause)) this.#health.failedForGood(failure);
    else this.#health.refused(cause);
    return failure;
  }
}
