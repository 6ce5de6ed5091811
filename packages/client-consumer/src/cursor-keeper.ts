/**
 * Brings the cursor to its store: one save at a time, the newest place, not more often than the period, the
 * last one before the consumer has ended. What the store makes of it never stops the events.
 */
import { Alarm, ClientError, type Clock } from '@wearwire/client-core';
import type { Cursor, CursorStore } from './cursor-store.js';

/**
 * The cursor could not be loaded or saved; either is tried again. `retryable: false`: what was loaded is no
 * cursor, or the store's own error says that trying again is in vain; then the consumer ends.
 */
export class CursorError extends ClientError {
  constructor(what: 'loaded' | 'saved', cause: unknown) {
    const { retryable } = (cause ?? {}) as { readonly retryable?: unknown };
    super(`cursor-not-${what}`, `the cursor could not be ${what}`, {
      retryable: what === 'saved' || retryable !== false,
      cause,
    });
  }
}

/** What the store gave is not a cursor. */
class NoCursorError extends TypeError {
  readonly retryable = false;
}

export interface CursorKeeperPort {
  /** The place that may be saved now. */
  cursor(): Cursor | undefined;
  failed(error: CursorError): void;
}

export class CursorKeeper {
  readonly #store: CursorStore;
  readonly #periodMs: number;
  readonly #port: CursorKeeperPort;
  /** The period behind a save. */
  readonly #rest: Alarm;
  #saved: Cursor | undefined;
  #saving: Promise<void> | undefined;

  constructor(clock: Clock, store: CursorStore, periodMs: number, port: CursorKeeperPort) {
    this.#store = store;
    this.#periodMs = periodMs;
    this.#port = port;
    this.#rest = new Alarm(clock, () => this.moved());
  }

  /** What was kept. Throws `CursorError`. */
  async load(): Promise<Cursor | undefined> {
    try {
      const cursor = (await this.#store.load()) ?? undefined;
      if (cursor && !(Number.isSafeInteger(cursor.seq) && cursor.seq >= 0)) {
        throw new NoCursorError('the store holds something that is not a cursor');
      }
      this.#saved = cursor;
      return cursor;
    } catch (cause) {
      throw new CursorError('loaded', cause);
    }
  }

  /** The place may have moved. Hot path. */
  moved(): void {
    if (!this.#saving && !this.#rest.isSet) void this.#save();
  }

  /** Resolves when the last place was saved, or its save has failed. */
  async close(): Promise<void> {
    await this.#saving;
    await this.#save();
    this.#rest.stop();
  }

  async #save(): Promise<void> {
    const cursor = this.#port.cursor();
    const saved = this.#saved;
    if (!cursor || (cursor.seq === saved?.seq && cursor.epoch === saved.epoch)) return;
    this.#saving = this.#write(cursor);
    await this.#saving;
    this.#saving = undefined;
    this.#rest.set(this.#periodMs);
  }

  async #write(cursor: Cursor): Promise<void> {
    try {
      await this.#store.save(cursor);
      this.#saved = cursor;
    } catch (cause) {
      this.#port.failed(new CursorError('saved', cause));
    }
  }
}
