/**
 * An allowance for each key: a user, a developer, an address. One that is whole again and in nobody's hands
 * is forgotten by `purge`, as a new one is the same; so coming back does not make the burst anew.
 */
import { inTurns } from '../in-turns.js';
import { Allowance, type Rate } from './allowance.js';

export class Allowances {
  readonly #rate: Rate;
  readonly #byKey = new Map<string, Allowance>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  of(key: string): Allowance {
    let allowance = this.#byKey.get(key);
    if (allowance === undefined) {
      allowance = new Allowance(this.#rate);
      this.#byKey.set(key, allowance);
    }
    return allowance;
  }

  /** As `of`, and kept until it is given back by `holders--`. */
  hold(key: string): Allowance {
    const allowance = this.of(key);
    allowance.holders++;
    return allowance;
  }

  get size(): number {
    return this.#byKey.size;
  }

  /** In turns of the event loop. */
  async purge(nowMs: number): Promise<void> {
    for await (const batch of inTurns(this.#byKey)) {
      for (const [key, allowance] of batch) {
        if (allowance.holders === 0 && allowance.isWhole(nowMs)) this.#byKey.delete(key);
      }
    }
  }
}
