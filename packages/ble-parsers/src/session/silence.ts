/**
 * Expires momentary values that are no longer sent, with one timer for all types. Totals (distance, energy,
 * steps) and single measurements never expire.
 */
import type { ReadingType } from '../readings/types.js';

/** A clock that can be replaced with a virtual one. */
export interface SessionClock {
  /** Monotonic time in ms. */
  now(): number;
  setTimeout(callback: () => void, ms: number): unknown;
  clearTimeout(handle: unknown): void;
}

/** Types whose values are momentary: they expire without a new reading. */
export const MOMENTARY_TYPES: readonly ReadingType[] = [
  'HEART_RATE',
  'POWER',
  'BIKE_CADENCE',
  'STROKE_RATE',
  'SPEED',
  'STEPS_CADENCE',
  'MET',
  'HRV',
  'CORE_TEMPERATURE',
  'SKIN_TEMPERATURE',
  'HEAT_STRAIN_INDEX',
  'SPO2',
  'PULSE_RATE',
  'MUSCLE_OXYGEN',
  'TOTAL_HEMOGLOBIN',
];

/** Expires the momentary values of one device. */
export class SilenceWatch {
  readonly #clock: SessionClock;
  readonly #silenceMs: number;
  readonly #onSilence: ((types: ReadingType[]) => void) | undefined;
  readonly #receivedAtMs = new Map<ReadingType, number>();
  #timer: unknown;

  /** Without `onSilence` no timer runs. */
  constructor(
    clock: SessionClock,
    silenceMs: number,
    onSilence: ((types: ReadingType[]) => void) | undefined,
  ) {
    this.#clock = clock;
    this.#silenceMs = silenceMs;
    this.#onSilence = onSilence;
  }

  /** Records the current time as the time of the last reading of each of these types. */
  received(types: readonly ReadingType[]): void {
    for (const type of types)
      if (MOMENTARY_TYPES.includes(type)) this.#receivedAtMs.set(type, this.#clock.now());
    this.#arm();
  }

  /** Whether a momentary value has expired or was never sent. */
  isSilent(type: ReadingType): boolean {
    if (!MOMENTARY_TYPES.includes(type)) return false;
    return !(this.#clock.now() - (this.#receivedAtMs.get(type) ?? -Infinity) < this.#silenceMs);
  }

  /** Clears all types and stops the timer. */
  clear(): void {
    this.#receivedAtMs.clear();
    if (this.#timer !== undefined) this.#clock.clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #arm(): void {
    if (!this.#onSilence || this.#timer !== undefined || this.#receivedAtMs.size === 0) return;
    const dueAtMs = Math.min(...this.#receivedAtMs.values()) + this.#silenceMs;
    const waitMs = Math.max(0, dueAtMs - this.#clock.now());
    this.#timer = this.#clock.setTimeout(() => this.#check(), waitMs);
  }

  #check(): void {
    this.#timer = undefined;
    const now = this.#clock.now();
    const types = [...this.#receivedAtMs].flatMap(([type, atMs]) =>
      now - atMs >= this.#silenceMs ? type : [],
    );
    for (const type of types) this.#receivedAtMs.delete(type);
    this.#arm();
    if (types.length > 0) this.#onSilence?.(types);
  }
}
