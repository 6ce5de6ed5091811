/** A phone's connection to a server of one kind or another, as the runs on real sockets see it. No code. */
import type { LinkTimes } from '../outcome.js';

/** Of a reading that reached the receiver. */
export interface Received {
  readonly type: string;
  readonly val: number;
  readonly ageMs: number;
}

export interface RealPhone extends LinkTimes {
  submit(type: string, reading: { readonly ts: string; readonly val: number }): void;
  /** The device has another network. */
  networkChanged(): void;
  close(): Promise<void>;
}

/** A server with a receiver on a good network. */
export interface RealServer extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  /** What has come of this user, in the order in which it came. */
  receivedOf(user: string): readonly Received[];
  /** Connects a phone by the relay at this port. */
  connect(user: string, relayPort: number, options: object): RealPhone;
}

/** How old a reading is that comes in now. */
export function receivedNow(type: string, reading: { ts?: unknown; val?: unknown }): Received {
  return { type, val: Number(reading.val), ageMs: Date.now() - Date.parse(String(reading.ts)) };
}
