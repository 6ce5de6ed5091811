/** Interfaces of the runs on real sockets: a server, and a phone connected to it. No code. */
import type { LinkTimes } from '../outcome.js';

/** A reading that reached the receiver. */
export interface Received {
  readonly type: string;
  readonly val: number;
  readonly ageMs: number;
}

export interface RealPhone extends LinkTimes {
  submit(type: string, reading: { readonly ts: string; readonly val: number }): void;
  /** Reports that the device has changed its network. */
  networkChanged(): void;
  close(): Promise<void>;
}

/** A server with a receiver that is connected over a good network. */
export interface RealServer extends AsyncDisposable {
  readonly name: string;
  readonly port: number;
  /** Returns the received readings of this user, in order of arrival. */
  receivedOf(user: string): readonly Received[];
  /** Connects a phone through the relay at this port. */
  connect(user: string, relayPort: number, options: object): RealPhone;
}

/** Creates the record of a reading that was just received, with its age. */
export function createReceived(type: string, reading: { ts?: unknown; val?: unknown }): Received {
  return { type, val: Number(reading.val), ageMs: Date.now() - Date.parse(String(reading.ts)) };
}
