/** The definition of a scenario and the measures of a run. No code. */
import type { ProducerOptions } from '@wearwire/client-producer';
import type { Link, LinkSettings } from '../link/link.js';
import type { Sensor } from '../model/phone.js';

/** The objects that scenarios control, on a virtual clock and on real sockets. */
export interface Stage {
  readonly link: Link;
  /** `reset` ends all connections of the phone without a close frame; both sides detect it. */
  readonly sockets: { reset(): void };
  readonly phone: { readonly producer: { networkChanged(): void } };
  /** Whether a captive portal responds instead of the token endpoint. */
  isBehindPortal: boolean;
  /** `extensions` are those that the broker supports. */
  readonly broker: { isDown: boolean; extensions: readonly string[]; closeAll(code: number): void };
}

export interface Scenario {
  readonly name: string;
  /** Describes the network in the report. */
  readonly network: string;
  readonly link: Partial<LinkSettings>;
  readonly sensors: readonly Sensor[];
  readonly options?: (stage: Stage) => Partial<ProducerOptions>;
  /** Duration for which the sensors send, in ms. */
  readonly forMs: number;
  /** Actions at times in ms from the start. */
  readonly events?: (stage: Stage) => readonly (readonly [atMs: number, action: () => void])[];
  /** Start and end of the outage, for `detectMs` and `backMs`. */
  readonly outage?: readonly [fromMs: number, toMs: number];
}

export interface Outcome {
  readonly name: string;
  readonly submitted: number;
  readonly stored: number;
  /** Readings that were submitted but are neither stored nor queued. */
  readonly lost: number;
  readonly doubled: number;
  /** Median age of heart rate when it was stored, in ms. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Time from the start of the outage until the connection was detected as lost. */
  readonly detectMs: number | undefined;
  /** Time from the end of the outage until READY. */
  readonly backMs: number | undefined;
  readonly reconnects: number;
  readonly bytesPerReading: number;
  readonly packetsPerReading: number;
}
