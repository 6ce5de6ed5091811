/**
 * The rule for two sensors of one user that send the same type:
 *
 *   1. The sensor that stands first in the map gives the type. Sensors of `any` come last, in the order in
 *      which they were heard.
 *   2. When it has not sent the type for `takeOverMs` (quantities of the moment) or `slowTakeOverMs` (all
 *      others), the next one that sends it gives it, until the first one sends it again.
 *   3. Readings of the others are not submitted. This goes by type: a strap may give the heart rate while a
 *      power meter gives the power.
 */
import { MOMENTARY_TYPES, type Reading, type ReadingType } from '@wearwire/ble-parsers';
import type { GatewayLimits } from '../limits.js';

interface Holder {
  readonly sensorId: string;
  readonly rank: number;
  readonly atMs: number;
}

/** Decides for the sensors of one user. */
export class OneSourcePerType {
  readonly #limits: Pick<GatewayLimits, 'takeOverMs' | 'slowTakeOverMs'>;
  readonly #holders = new Map<ReadingType, Holder>();

  constructor(limits: Pick<GatewayLimits, 'takeOverMs' | 'slowTakeOverMs'>) {
    this.#limits = limits;
  }

  /** Those of `readings`, all of one packet, that are submitted. */
  accept(
    readings: readonly Reading[],
    sensorId: string,
    rank: number,
    atMs: number,
  ): readonly Reading[] {
    return readings.filter(({ type }) => this.#gives(type, { sensorId, rank, atMs }));
  }

  #gives(type: ReadingType, candidate: Holder): boolean {
    const holder = this.#holders.get(type);
    const isOther = holder !== undefined && holder.sensorId !== candidate.sensorId;
    if (isOther && holder.rank <= candidate.rank && this.#holds(type, holder, candidate.atMs)) {
      return false;
    }
    this.#holders.set(type, candidate);
    return true;
  }

  #holds(type: ReadingType, { atMs }: Holder, nowMs: number): boolean {
    const { takeOverMs, slowTakeOverMs } = this.#limits;
    return nowMs - atMs <= (MOMENTARY_TYPES.includes(type) ? takeOverMs : slowTakeOverMs);
  }
}
