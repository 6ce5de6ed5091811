/**
 * Brings the cursor to its store: one save at a time, the newest place, not more often than the period, the
 * last one before the consumer has ended. What the store makes of it never stops the events.
 */
import { ClientError, type Clock, type TimerHandle } from '@wearwire/client-core';
import type { Cursor, CursorStore } from './cursor-store.js';

/** The cursor could not be loaded (`retryable: false`, the consumer ends) or saved (it is tried again). */
export class CursorError extends ClientError {
  constructor(what: 'loaded' | 'saved', cause: unknown) {
    const retryable = what === 'saved';
    super(`cursor-not-${what}`, `the cursor could not be ${what}`, { retryable, cause });
  }
}

export interface CursorKeeperPort {
  /** The place that may be saved now. */
  cursor(): Cursor | undefined;
  failed(error: CursorError): void;
}

export class CursorKeeper {
  readonly #clock: Clock;
  readonly #store: CursorStore;
  readonly #periodMs: number;
  readonly #port: CursorKeeperPort;
  #saved: Cursor | undefined;
  #saving: Promise<void> | undefined;
  #timer: TimerHandle;
  /** A save is under way, or the period after one. */
  #isBusy = false;
  #isClosed = false;

  constructor(clock: Clock, store: CursorStore, periodMs: number, port: CursorKeeperPort) {
    this.#clock = clock;
    this.#store = store;
    this.#periodMs = periodMs;
    this.#port = port;
  }

  /** What was kept. Throws `CursorError`. */
  async load(): Promise<Cursor | undefined> {
    try {
      const cursor = (await this.#store.load()) ?? undefined;
      if (cursor && !(Number.isSafeInteger(cursor.seq) && cursor.seq >= 0)) {
        throw new TypeError('it is no cursor');
      }
      this.#saved = cursor;
      return cursor;
    } catch (cause) {
      throw new CursorError('loaded', cause);
    }
  }

  /** The place may have moved. Hot path. */
  moved(): void {
    if (!this.#isBusy) this.#save();
  }

  /** Resolves when the last place was saved, or its save has failed. */
  async close(): Promise<void> {
    this.#isClosed = true;
    this.#clock.clearTimeout(this.#timer);
    await this.#saving;
    this.#save();
    await this.#saving;
  }

  #save(): void {
    this.#isBusy = false;
    const cursor = this.#port.cursor();
    const saved = this.#saved;
    if (!cursor || (cursor.seq === saved?.seq && cursor.epoch === saved.epoch)) return;
    this.#isBusy = true;
    this.#saving = this.#write(cursor);
  }

  async #write(cursor: Cursor): Promise<void> {
    try {
      await this.#store.save(cursor);
      this.#saved = cursor;
    } catch (cause) {
      this.#port.failed(new CursorError('saved', cause));
    }
    if (this.#isClosed) this.#isBusy = false;
    else this.#timer = this.#clock.setTimeout(() => this.#save(), this.#periodMs);
  }
}
