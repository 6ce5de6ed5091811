/**
 * Which characteristic a quantity is taken from when a device sends it in several. The rule, per type:
 *
 *   1. The characteristic that stands first in the list below wins; one that is in no list comes last, and
 *      of two of the same rank the one that was heard first.
 *   2. A winner that has not sent the type for `silenceMs` loses it to the next one that sends it.
 *   3. Readings of the others are dropped. Types that no two characteristics of a device share (samples, RR
 *      intervals) pass.
 */
import type { Reading, ReadingType } from '../readings/types.js';

const POWER_METER = '2A63';
const BIKE = '2AD2';
const SPEED_AND_CADENCE = '2A5B';
const RUNNING = '2A53';
const HEART_RATE = '2A37';
const TACX_FEC = '6E40FEC2B5A3F393E0A9E50E24DCCA9E';

/** The best source first: it measures the quantity, those behind it pass it on or derive it. */
const ORDER: { readonly [T in ReadingType]?: readonly string[] } = {
  HEART_RATE: [HEART_RATE],
  POWER: [POWER_METER, BIKE, TACX_FEC],
  BIKE_CADENCE: [POWER_METER, SPEED_AND_CADENCE, BIKE, TACX_FEC],
  SPEED: [BIKE, TACX_FEC, RUNNING, SPEED_AND_CADENCE, POWER_METER],
  DISTANCE: [BIKE, TACX_FEC, RUNNING, SPEED_AND_CADENCE, POWER_METER],
};

/** Types of which every reading counts, whatever sends them. */
const PASSING: readonly ReadingType[] = ['RR_INTERVAL', 'ECG', 'EEG', 'LOCATION', 'BLOOD_PRESSURE'];

interface Winner {
  readonly source: string;
  readonly rank: number;
  readonly atMs: number;
}

/** Decides about readings, one device each. */
export class SourceRanking {
  readonly #silenceMs: number;
  readonly #winners = new Map<ReadingType, Winner>();

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** Those of `readings`, all of one packet of `source`, that count. */
  accept(readings: readonly Reading[], source: string, atMs: number): Reading[] {
    return readings.filter(({ type }) => PASSING.includes(type) || this.#wins(type, source, atMs));
  }

  #wins(type: ReadingType, source: string, atMs: number): boolean {
    const order = ORDER[type] ?? [];
    const index = order.indexOf(source);
    const rank = index < 0 ? order.length : index;
    const winner = this.#winners.get(type);
    const isHeld =
      winner !== undefined && winner.source !== source && atMs - winner.atMs <= this.#silenceMs;
    if (isHeld && winner.rank <= rank) return false;
    this.#winners.set(type, { source, rank, atMs });
    return true;
  }
}
