/**
 * Saves the newest position as the cursor: one save at a time, at most once per period, and once more before the
 * consumer ends. A failed save never stops the delivery of events.
 */
import { Alarm, ClientError, type Clock } from '@wearwire/client-core';
import { type Cursor, type CursorStore, checkCursor } from './cursor-store.js';

/**
 * The cursor could not be loaded or saved; the consumer retries this. Only an error of loading can have
 * `retryable: false`, which ends the consumer: the stored value is not a cursor, or the store's error is not retryable.
 */
export class CursorError extends ClientError {
  constructor(action: 'loaded' | 'saved', cause: unknown) {
    const { retryable } = (cause ?? {}) as { readonly retryable?: unknown };
    super(
      `cursor-not-${action}`,
      `the cursor could not be ${action}; see the cause of this error`,
      {
        retryable: action === 'saved' || retryable !== false,
        cause,
      },
    );
  }
}

export interface CursorKeeperPort {
  /** The position to save next. */
  cursor(): Cursor | undefined;
  onError(error: CursorError): void;
}

export class CursorKeeper {
  readonly #store: CursorStore;
  readonly #periodMs: number;
  readonly #port: CursorKeeperPort;
  /** Timer of the minimum wait after a save. */
  readonly #saveDelay: Alarm;
  #saved: Cursor | undefined;
  #saving: Promise<void> | undefined;

  constructor(clock: Clock, store: CursorStore, periodMs: number, port: CursorKeeperPort) {
    this.#store = store;
    this.#periodMs = periodMs;
    this.#port = port;
    this.#saveDelay = new Alarm(clock, () => this.onProgress());
  }

  /** Loads the cursor. Throws `CursorError`. */
  async load(): Promise<Cursor | undefined> {
    try {
      const loaded = (await this.#store.load()) ?? undefined;
      if (loaded !== undefined) checkCursor(loaded, 'the value from load()');
      this.#saved = loaded;
      return loaded;
    } catch (cause) {
      throw new CursorError('loaded', cause);
    }
  }

  /** Call when the position may have changed. Hot path. */
  onProgress(): void {
    if (!this.#saving && !this.#saveDelay.isSet) void this.#save();
  }

  /** Resolves when the last position was saved or the save has failed. */
  async close(): Promise<void> {
    await this.#saving;
    await this.#save();
    this.#saveDelay.stop();
  }

  async #save(): Promise<void> {
    const cursor = this.#port.cursor();
    const saved = this.#saved;
    if (!cursor || (cursor.seq === saved?.seq && cursor.epoch === saved.epoch)) return;
    this.#saving = this.#write(cursor);
    await this.#saving;
    this.#saving = undefined;
    this.#saveDelay.set(this.#periodMs);
  }

  async #write(cursor: Cursor): Promise<void> {
    try {
      await this.#store.save(cursor);
      this.#saved = cursor;
    } catch (cause) {
      this.#port.onError(new CursorError('saved', cause));
    }
  }
}
