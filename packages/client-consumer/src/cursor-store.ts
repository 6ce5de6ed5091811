/** Stores for the position of a consumer across restarts. */

/** The last processed event. */
export interface Cursor {
  readonly seq: number;
  /** Epoch of the log, if the server sent it (extension `position`). */
  readonly epoch?: number | undefined;
}

/** Stores the position of one consumer. Two consumers must not use the same store at the same time. */
export interface CursorStore {
  /**
   * Called before the first connection. Returns `undefined` if nothing is stored. After a rejection it is
   * called again, after random waits whose maximum doubles from 0.5 s to 30 s, unless the error has
   * `retryable: false`, which ends the consumer.
   */
  load(): Promise<Cursor | undefined> | Cursor | undefined;
  /**
   * Called with the newest cursor, at most once per `cursorSaveMs`, and a last time before `stop()` resolves. Calls
   * do not overlap. A rejection is reported as `error`, and the newest cursor is saved later.
   */
  save(cursor: Cursor): Promise<void> | void;
}

/**
 * Stores the cursor in memory, so that a new consumer in the same program resumes where another one stopped.
 */
export function memoryCursorStore(cursor?: Cursor): CursorStore {
  let stored = cursor;
  return {
    load: () => stored,
    save: (newer) => {
      stored = newer;
    },
  };
}

/** Stores the cursor in `localStorage` or a compatible object, under this key. Use one key per consumer. */
export function webCursorStore(
  key: string,
  storage: {
    getItem(key: string): string | null;
    setItem(key: string, value: string): void;
  } = globalThis.localStorage,
): CursorStore {
  return {
    load: () => {
      const text = storage.getItem(key);
      return text === null ? undefined : parseCursor(text, `the item ${key} in web storage`);
    },
    save: (cursor) => storage.setItem(key, JSON.stringify(cursor)),
  };
}

/** Returns the value if it is a cursor. Throws an error that names its place, and that a retry would not solve. */
export function checkCursor(value: unknown, place: string, cause?: unknown): Cursor {
  const { seq } = (value ?? {}) as Partial<Cursor>;
  if (Number.isSafeInteger(seq) && (seq as number) >= 0) return value as Cursor;
  throw Object.assign(
    new TypeError(`${place} is not a cursor: restore it, or delete it to start without one`, {
      cause,
    }),
    { retryable: false },
  );
}

/** Reads the text of a cursor. Throws as `checkCursor`. */
export function parseCursor(text: string, place: string): Cursor {
  let value: unknown;
  let cause: unknown;
  try {
    value = JSON.parse(text);
  } catch (error) {
    cause = error;
  }
  return checkCursor(value, place, cause);
}
