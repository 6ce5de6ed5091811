/**
 * Limits the connections that have not identified yet, in total and per address (P-CON-7, P-CON-8). A connection
 * counts from `enter` until `leave`.
 */
import { networkOf } from './client-address.js';

export type AnonymousLimit = 'anonymousMax' | 'anonymousPerAddress';

export class AnonymousConnections {
  readonly #max: number;
  readonly #perAddressMax: number;
  readonly #byAddress = new Map<string, number>();
  #count = 0;

  /** `perAddressMax`: 0 = unlimited. */
  constructor(max: number, perAddressMax: number) {
    this.#max = max;
    this.#perAddressMax = perAddressMax;
  }

  /** The limit that one more connection from this address would exceed, if any. */
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
