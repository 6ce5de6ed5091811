/** Where a consumer's place is kept over its restarts: two functions, one's own or one of these. */

/** The last event that was done with. */
export interface Cursor {
  readonly seq: number;
  /** Which log the seq is of, where the server told (extension `position`). */
  readonly epoch?: number | undefined;
}

/** Where a consumer's place outlives it. One store belongs to one consumer at a time. */
export interface CursorStore {
  /**
   * Called before the first connection. Nothing kept yet: `undefined`. After a rejection it is called again,
   * after waits that grow from 0.5 s to 30 s, unless the error says `retryable: false`, which ends the consumer.
   */
  load(): Promise<Cursor | undefined> | Cursor | undefined;
  /**
   * Called with each newer cursor, one call at a time, not more often than `cursorSaveMs`, and for the last
   * time before `stop()` resolves. A rejection is told on `error` and tried again with the next one.
   */
  save(cursor: Cursor): Promise<void> | void;
}

/** Lives as long as the program: a new consumer goes on where another one stopped. */
export function memoryCursorStore(cursor?: Cursor): CursorStore {
  let kept = cursor;
  return {
    load: () => kept,
    save: (newer) => {
      kept = newer;
    },
  };
}

/** In `localStorage`, or anything of its shape, under this key. One consumer a key. */
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
      return text === null ? undefined : (JSON.parse(text) as Cursor);
    },
    save: (cursor) => storage.setItem(key, JSON.stringify(cursor)),
  };
}
