/** What the runs on real sockets require of a server and of a phone that is connected to it. */
import type { ProducerOptions } from '@wearwire/client-producer';
import type { LinkTimes } from '../link/link-times.js';
import { type Arrival, arrivalOf } from '../outcome.js';

/** The readings that reached a server's receiver, by user, in order of arrival. */
export class Arrivals {
  readonly #byUser = new Map<string, Arrival[]>();

  of(user: string): readonly Arrival[] {
    return this.#byUser.get(user) ?? [];
  }

  add(user: string, type: string, reading: Readonly<Record<string, unknown>>): void {
    const arrivals = this.#byUser.get(user);
    const arrival = arrivalOf(type, reading, Date.now());
    if (arrivals) arrivals.push(arrival);
    else this.#byUser.set(user, [arrival]);
  }
}

export interface RealPhone {
  readonly times: LinkTimes;
  submit(type: string, reading: { readonly ts: string; readonly val: number }): void;
  /** Reports that the device has changed its network. */
  networkChanged(): void;
  close(): Promise<void>;
}

/** A server with a receiver that is connected over a good network. */
export interface RealServer extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  readonly arrivals: Arrivals;
  /** Connects a phone through the relay at this port. */
  connect(user: string, relayPort: number, options: Partial<ProducerOptions>): RealPhone;
}
