/**
 * Saves the position after which a restart resumes: the newest event that every sink has confirmed. It is
 * saved at most once per period, one save at a time, and at the end. A failed save is reported; the next one
 * replaces it.
 */
import type { Cursor, CursorStore, StreamEvent } from '@wearwire/client-consumer';
import type { Clock } from '@wearwire/client-core';

interface Place {
  readonly ordinal: number;
  readonly cursor: Cursor;
}

export class ConfirmedPlace {
  readonly #store: CursorStore;
  readonly #clock: Clock;
  readonly #periodMs: number;
  readonly #failed: (error: unknown) => void;
  /** Newest confirmed event by sink. `ordinal` counts the events of the consumer from 1, across epochs. */
  readonly #places: (Place | undefined)[];
  #saved = 0;
  #saving: Promise<void> | undefined;
  #timer: unknown;
  #isClosed = false;

  constructor(
    store: CursorStore,
    sinkCount: number,
    clock: Clock,
    periodMs: number,
    failed: (error: unknown) => void,
  ) {
    this.#store = store;
    this.#places = new Array(sinkCount).fill(undefined);
    this.#clock = clock;
    this.#periodMs = periodMs;
    this.#failed = failed;
  }

  /** Records that a sink has confirmed every event up to this one. */
  confirm(sink: number, ordinal: number, { seq, epoch }: StreamEvent): void {
    this.#places[sink] = { ordinal, cursor: { seq, epoch } };
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
    const place = this.#slowest();
    if (place && place.ordinal > this.#saved) await this.#store.save(place.cursor);
  }

  #slowest(): Place | undefined {
    let slowest = this.#places[0];
    for (const place of this.#places) {
      if (!place || !slowest) return undefined;
      if (place.ordinal < slowest.ordinal) slowest = place;
    }
    return slowest;
  }

  async #save(): Promise<void> {
    const place = this.#slowest();
    if (!place || place.ordinal <= this.#saved) return;
    this.#saving = this.#write(place);
    await this.#saving;
    this.#saving = undefined;
    const newest = this.#slowest();
    if (newest && newest.ordinal > this.#saved && !this.#isClosed) this.#saveLater();
  }

  async #write(place: Place): Promise<void> {
    try {
      await this.#store.save(place.cursor);
      this.#saved = place.ordinal;
    } catch (error) {
      this.#failed(error);
    }
  }
}
