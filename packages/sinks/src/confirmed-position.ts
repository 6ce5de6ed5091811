/**
 * Saves the position after which a restart resumes: the newest event that every sink has confirmed.
 * Saves at most once per period and once at the end; saves never overlap. Reports a failed save and
 * retries it after the period.
 */
import type { Cursor, CursorStore, StreamEvent } from '@wearwire/client-consumer';
import type { Clock } from '@wearwire/client-core';

interface Confirmed {
  readonly ordinal: number;
  readonly position: Cursor;
}

export class ConfirmedPosition {
  readonly #store: CursorStore;
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #onError: (error: unknown) => void;
  /** Newest confirmed event per sink. `ordinal` counts the events of the consumer from 1, across epochs. */
  readonly #newest: (Confirmed | undefined)[];
  /** Ordinal of the last saved position; 0: none. */
  #savedOrdinal = 0;
  #saving: Promise<void> | undefined;
  #timer: unknown;
  #isClosed = false;

  constructor(
    store: CursorStore,
    sinkCount: number,
    clock: Clock,
    periodMs: number,
    onError: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#newest = new Array(sinkCount).fill(undefined);
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#onError = onError;
  }

  /** Records that a sink has confirmed every event up to this one. */
  confirm(sink: number, ordinal: number, { seq, epoch }: StreamEvent): void {
    this.#newest[sink] = { ordinal, position: { seq, epoch } };
    this.#saveLater();
  }

  #saveLater(): void {
    if (this.#timer !== undefined || this.#saving) return;
    this.#timer = this.#clock.setTimeout(() => {
      this.#timer = undefined;
      void this.#save();
    }, this.#periodMs);
  }

  /** Saves the last position. Rejects if it cannot be saved. */
  async close(): Promise<void> {
    this.#isClosed = true;
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    await this.#saving;
    const confirmed = this.#slowest();
    if (confirmed && confirmed.ordinal > this.#savedOrdinal)
      await this.#store.save(confirmed.position);
  }

  /** Returns what the slowest sink has confirmed; `undefined` if a sink has confirmed nothing yet. */
  #slowest(): Confirmed | undefined {
    let slowest = this.#newest[0];
    for (const confirmed of this.#newest) {
      if (!confirmed || !slowest) return undefined;
      if (confirmed.ordinal < slowest.ordinal) slowest = confirmed;
    }
    return slowest;
  }

  async #save(): Promise<void> {
    const confirmed = this.#slowest();
    if (!confirmed || confirmed.ordinal <= this.#savedOrdinal) return;
    this.#saving = this.#write(confirmed);
    await this.#saving;
    this.#saving = undefined;
    const newest = this.#slowest();
    if (newest && newest.ordinal > this.#savedOrdinal && !this.#isClosed) this.#saveLater();
  }

  async #write(confirmed: Confirmed): Promise<void> {
    try {
      await this.#store.save(confirmed.position);
      this.#savedOrdinal = confirmed.ordinal;
    } catch (error) {
      this.#onError(error);
    }
  }
}
