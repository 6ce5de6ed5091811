/** What a scenario is, and what a run of it measures. No code. */
import type { ProducerOptions } from '@wearwire/client-producer';
import type { Link, LinkSettings } from '../link/link.js';
import type { Sensor } from '../model/phone.js';

/** What scenarios act on, on a virtual clock and on real sockets alike. */
export interface Stage {
  readonly link: Link;
  /** Every connection of the phone breaks without a close frame, and both sides are told. */
  readonly sockets: { reset(): void };
  readonly phone: { readonly producer: { networkChanged(): void } };
  /** Whether a sign-in page answers in place of the token endpoint. */
  isBehindPortal: boolean;
  /** `extensions`: what it knows of what a client asks for. */
  readonly broker: { isAway: boolean; extensions: readonly string[]; closeAll(code: number): void };
}

export interface Scenario {
  readonly name: string;
  /** What the network does, in words. */
  readonly network: string;
  readonly link: Partial<LinkSettings>;
  readonly sensors: readonly Sensor[];
  readonly options?: (stage: Stage) => Partial<ProducerOptions>;
  /** How long the sensors are worn, in ms. */
  readonly forMs: number;
  /** What happens meanwhile: at so many ms from the start. */
  readonly events?: (stage: Stage) => readonly (readonly [atMs: number, happens: () => void])[];
  /** When the link stops and when it is back, for the times to detect and to be back. */
  readonly outage?: readonly [fromMs: number, toMs: number];
}

export interface Outcome {
  readonly name: string;
  readonly submitted: number;
  readonly stored: number;
  /** Submitted, and neither stored nor still waiting. */
  readonly lost: number;
  readonly doubled: number;
  /** Age of heart rate when it was stored, in ms. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** From the beginning of the outage until the link was given up. */
  readonly detectMs: number | undefined;
  /** From the end of the outage until READY. */
  readonly backMs: number | undefined;
  readonly reconnects: number;
  readonly bytesPerReading: number;
  readonly packetsPerReading: number;
}
