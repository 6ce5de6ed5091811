/**
 * Connections that have not identified yet: how many there may be, in all and from one address (P-CON-7,
 * P-CON-8). Whoever is let in is counted until `leave`.
 */
import { networkOf } from './client-address.js';

export type AnonymousLimit = 'anonymousMax' | 'anonymousPerAddress';

export class AnonymousConnections {
  readonly #max: number;
  readonly #perAddressMax: number;
  readonly #byAddress = new Map<string, number>();
  #count = 0;

  /** `perAddressMax`: 0 for no bound. */
  constructor(max: number, perAddressMax: number) {
    this.#max = max;
    this.#perAddressMax = perAddressMax;
  }

  /** The limit that one more from there would exceed, if there is one. */
  exceeded(address: string): AnonymousLimit | undefined {
    if (this.#count >= this.#max) return 'anonymousMax';
    const isFull = this.#perAddressMax > 0 && this.#of(address) >= this.#perAddressMax;
    return isFull ? 'anonymousPerAddress' : undefined;
  }

  enter(address: string): void {
    this.#count++;
    this.#byAddress.set(networkOf(address), this.#of(address) + 1);
  }

  leave(address: string): void {
    this.#count--;
    const left = this.#of(address) - 1;
    if (left > 0) this.#byAddress.set(networkOf(address), left);
    else this.#byAddress.delete(networkOf(address));
  }

  #of(address: string): number {
    return this.#byAddress.get(networkOf(address)) ?? 0;
  }
}
