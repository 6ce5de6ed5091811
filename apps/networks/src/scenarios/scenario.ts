/** The definition of a scenario, and the measures of a run. */
import type { ProducerOptions } from '@wearwire/client-producer';
import type { Extension } from '@wearwire/protocol';
import type { Link, LinkSettings } from '../link/link.js';
import type { Sensor } from '../model/phone.js';

/** The objects that scenarios control, on a virtual clock and on real sockets. */
export interface Stage {
  readonly link: Link;
  /** `reset` ends all connections of the phone without a close frame; both sides detect it. */
  readonly sockets: { reset(): void };
  readonly producer: { networkChanged(): void };
  /** Whether a captive portal responds instead of the token endpoint. */
  isBehindPortal: boolean;
  readonly broker: { isDown: boolean; closeAll(code: number): void };
}

export interface Scenario {
  readonly name: string;
  /** Describes the network in the report. */
  readonly network: string;
  /** Settings that differ from `DEFAULT_LINK`. */
  readonly link?: Partial<LinkSettings>;
  /** An extension that the broker does not support. */
  readonly unsupported?: Extension;
  readonly sensors: readonly Sensor[];
  readonly options?: (stage: Stage) => Partial<ProducerOptions>;
  /** Duration for which the sensors send. */
  readonly durationMs: number;
  /** Actions at times in ms from the start. */
  readonly actions?: (stage: Stage) => readonly (readonly [atMs: number, action: () => void])[];
  /** Start and end of the outage, for `detectMs` and `backMs`. */
  readonly outage?: readonly [fromMs: number, toMs: number];
}

export interface Outcome {
  readonly submitted: number;
  readonly stored: number;
  /** Readings that were submitted but are neither stored nor queued. */
  readonly lost: number;
  /** Number of times that a reading was stored again. */
  readonly doubled: number;
  /** Median age of heart rate when it was stored, in ms. */
  readonly p50Ms: number | undefined;
  readonly p99Ms: number | undefined;
  /** Time from the start of the outage until the client gave up the connection. */
  readonly detectMs: number | undefined;
  /** Time from the end of the outage until READY. */
  readonly backMs: number | undefined;
  readonly reconnects: number;
  readonly bytesPerReading: number;
  readonly packetsPerReading: number;
}
