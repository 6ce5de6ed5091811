/**
 * The rule for several sensors of one user that send the same type:
 *
 *   1. The sensor that is first in the map provides the type. Sensors matched by `any` come last, in the order
 *      in which they were heard.
 *   2. If the first sensor has not sent the type for `takeOverMs` (momentary values) or `slowTakeOverMs` (all
 *      others), the next sensor that sends the type provides it, until the first one sends it again.
 *   3. Readings of the type from other sensors are not submitted. The rule applies to each type separately: a strap may
 *      provide the heart rate while a power meter provides the power.
 */
import { MOMENTARY_TYPES, type Reading, type ReadingType } from '@wearwire/ble-parsers';
import type { GatewayLimits } from '../limits.js';

/** The sensor that provides a type, and the time of its last reading of this type. */
interface Provider {
  readonly sensorId: string;
  readonly rank: number;
  readonly atMs: number;
}

/** Applies the rule to the sensors of one user. */
export class OneSourcePerType {
  readonly #limits: Pick<GatewayLimits, 'takeOverMs' | 'slowTakeOverMs'>;
  readonly #providers = new Map<ReadingType, Provider>();

  constructor(limits: Pick<GatewayLimits, 'takeOverMs' | 'slowTakeOverMs'>) {
    this.#limits = limits;
  }

  /** Returns the readings to submit. All `readings` are from one packet. */
  accept(
    readings: readonly Reading[],
    sensorId: string,
    rank: number,
    atMs: number,
  ): readonly Reading[] {
    return readings.filter(({ type }) => this.#acceptFrom({ sensorId, rank, atMs }, type));
  }

  /** Returns whether this sensor provides the type. If so, records its reading. */
  #acceptFrom(sensor: Provider, type: ReadingType): boolean {
    const provider = this.#providers.get(type);
    const isOther = provider !== undefined && provider.sensorId !== sensor.sensorId;
    if (isOther && provider.rank <= sensor.rank && this.#isActive(provider, type, sensor.atMs)) {
      return false;
    }
    this.#providers.set(type, sensor);
    return true;
  }

  #isActive({ atMs }: Provider, type: ReadingType, nowMs: number): boolean {
    const { takeOverMs, slowTakeOverMs } = this.#limits;
    return nowMs - atMs <= (MOMENTARY_TYPES.includes(type) ? takeOverMs : slowTakeOverMs);
  }
}
