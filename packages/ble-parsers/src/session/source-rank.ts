/**
 * Chooses the characteristic to use when a device sends a quantity in several. The rule, per type:
 *
 *   1. The characteristic that is first in the list below is used. Characteristics that are not in the list come
 *      last; among those of the same rank the first one received is used.
 *   2. If it has not sent the type for `silenceMs`, the next one that sends the type replaces it.
 *   3. Readings of other characteristics are dropped. Types that are needed from every
 *      characteristic (`PASSING`) always pass.
 */
import { TACX_FEC } from '../proprietary/tacx-fec.js';
import type { Reading, ReadingType } from '../readings/types.js';

const POWER_METER = '2A63';
const BIKE = '2AD2';
const SPEED_AND_CADENCE = '2A5B';
const RUNNING = '2A53';
const HEART_RATE = '2A37';

/** Preferred sources first: those that measure the quantity, then those that repeat or derive it. */
const ORDER: { readonly [T in ReadingType]?: readonly string[] } = {
  HEART_RATE: [HEART_RATE],
  POWER: [POWER_METER, BIKE, TACX_FEC],
  BIKE_CADENCE: [POWER_METER, SPEED_AND_CADENCE, BIKE, TACX_FEC],
  SPEED: [BIKE, TACX_FEC, RUNNING, SPEED_AND_CADENCE, POWER_METER],
  DISTANCE: [BIKE, TACX_FEC, RUNNING, SPEED_AND_CADENCE, POWER_METER],
};

/** Types whose readings always pass, from any characteristic. */
const PASSING: readonly ReadingType[] = ['RR_INTERVAL', 'ECG', 'EEG', 'LOCATION', 'BLOOD_PRESSURE'];

/** The characteristic that is used for a type, and when it sent the type last. */
interface Source {
  readonly id: string;
  readonly rank: number;
  readonly atMs: number;
}

/** Applies the rule to one device. */
export class SourceRanking {
  readonly #silenceMs: number;
  readonly #used = new Map<ReadingType, Source>();

  constructor(silenceMs: number) {
    this.#silenceMs = silenceMs;
  }

  /** Returns the readings to use. All `readings` are from one packet of `source`. */
  accept(readings: readonly Reading[], source: string, atMs: number): Reading[] {
    return readings.filter(({ type }) => PASSING.includes(type) || this.#uses(source, type, atMs));
  }

  #uses(id: string, type: ReadingType, atMs: number): boolean {
    const order = ORDER[type] ?? [];
    const index = order.indexOf(id);
    const rank = index < 0 ? order.length : index;
    const used = this.#used.get(type);
    const isOtherCurrent = used && used.id !== id && atMs - used.atMs <= this.#silenceMs;
    if (isOtherCurrent && used.rank <= rank) return false;
    this.#used.set(type, { id, rank, atMs });
    return true;
  }
}
