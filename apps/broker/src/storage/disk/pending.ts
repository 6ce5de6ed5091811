/** Counts what is under way, so that a store is closed when its last write is done, and takes no more. */
import { MetaWriteError, StorageError } from '../errors.js';

export class Pending {
  readonly #pending = new Set<Promise<unknown>>();
  #isClosed = false;

  /** Runs a write; refuses with `StorageError` once `close` was called. */
  async run<T>(write: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StorageError('closed', 'the store is closed');
    const promise = write();
    this.#pending.add(promise);
    try {
      return await promise;
    } catch (error) {
      throw asMetaWriteError(error);
    } finally {
      this.#pending.delete(promise);
    }
  }

  /** Resolves when nothing is under way any more. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#pending);
  }
}

/** LMDB's error holds a promise that is rejected with the cause, and nobody else would take that. */
function asMetaWriteError(error: unknown): unknown {
  const { commitError } = error as { readonly commitError?: Promise<never> };
  if (commitError === undefined) return error;
  commitError.catch(() => {});
  return new MetaWriteError({ cause: error });
}
