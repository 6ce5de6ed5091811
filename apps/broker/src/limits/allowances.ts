/**
 * An allowance per key: a user, a developer, an address. `purge` drops only allowances that are unreferenced and full
 * again, so that a new one would be the same. Therefore reconnecting does not refill the burst.
 */
import { getOrCreate } from '../get-or-create.js';
import { inTurns } from '../in-turns.js';
import { Allowance, type Rate } from './allowance.js';

export class Allowances {
  readonly #rate: Rate;
  readonly #byKey = new Map<string, Allowance>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  of(key: string): Allowance {
    return getOrCreate(this.#byKey, key, () => new Allowance(this.#rate));
  }

  /** Like `of`, and kept until the caller decrements `holders`. */
  acquire(key: string): Allowance {
    const allowance = this.of(key);
    allowance.holders++;
    return allowance;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** Drops the allowances that are no longer needed, spread over turns of the event loop. */
  async purge(nowMs: number): Promise<void> {
    for await (const batch of inTurns(this.#byKey)) {
      for (const [key, allowance] of batch) {
        if (allowance.holders === 0 && allowance.isFull(nowMs)) this.#byKey.delete(key);
      }
    }
  }
}
