/**
 * The pending writes of the meta store: `close` waits for them and accepts no more. Each write waits until there is
 * space for it. While the store refuses, only writes that free space or test for it are tried.
 */
import { MetaWriteError, StorageError } from '../../errors.js';
import type { StoreHealth } from '../../health.js';
import type { MetaReserve, WritePurpose } from './meta-reserve.js';

interface PendingContext {
  readonly health: StoreHealth;
  readonly reserve: Pick<MetaReserve, 'run'>;
  /** Whether the store is unusable after this failure of a write. */
  readonly isFinal: (cause: unknown) => Promise<boolean>;
}

export class PendingWrites {
  readonly #context: PendingContext;
  readonly #pending = new Set<Promise<unknown>>();
  #isClosed = false;

  constructor(context: PendingContext) {
    this.#context = context;
  }

  /**
   * Runs a write of the given number of entries. Rejects with `MetaWriteError`, or with `StorageError` after `close`.
   */
  async run<T>(entries: number, write: () => Promise<T>): Promise<T> {
    if (this.#context.health.state !== 'working') throw new MetaWriteError();
    return this.#run(entries, 'others', write);
  }

  /** Like `run`, but also while the store refuses: for writes that free space or test for it. */
  runEvenIfRefusing<T>(entries: number, write: () => Promise<T>): Promise<T> {
    return this.#run(entries, 'retention', write);
  }

  /** Accepts no more writes. Resolves when none is pending. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.allSettled(this.#pending);
  }

  async #run<T>(entries: number, purpose: WritePurpose, write: () => Promise<T>): Promise<T> {
    if (this.#isClosed) throw new StorageError('closed', 'the store is closed');
    let isAdmitted = false;
    const promise = this.#context.reserve.run(entries, purpose, () => {
      isAdmitted = true;
      return write();
    });
    this.#pending.add(promise);
    try {
      return await promise;
    } catch (error) {
      throw isAdmitted ? await this.#causeOf(error) : await this.#refused(error);
    } finally {
      this.#pending.delete(promise);
    }
  }

  /** The error to throw for a failed write. An error of LMDB has a promise that rejects with the cause. */
  async #causeOf(error: unknown): Promise<unknown> {
    const { commitError } = error as { readonly commitError?: Promise<never> };
    if (commitError === undefined) return error;
    return this.#refused(await commitError.catch((reason: unknown) => reason));
  }

  async #refused(cause: unknown): Promise<MetaWriteError> {
    const { health, isFinal } = this.#context;
    const failure = new MetaWriteError({ cause });
    if (await isFinal(cause)) health.failPermanently(failure);
    else health.refused(cause);
    return failure;
  }
}
