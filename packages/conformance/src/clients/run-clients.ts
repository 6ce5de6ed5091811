/**
 * Runs the checks of clients: each against a scripted server of its own, all beside each other, since
 * almost all of them is waiting. A check that fails, or crashes, is a row.
 */
import { isNamed } from '../check.js';
import { type Report, type ReportRow, reportOf } from '../report.js';
import { rowOf } from '../row.js';
import { Arena } from './arena.js';
import type { ClientCheck, ClientSettings } from './client-check.js';
import { heartbeatChecks } from './heartbeat-checks.js';
import { policyChecks } from './policy-checks.js';
import { reconnectChecks } from './reconnect-checks.js';

/** Every check of a client, in the order in which they run and are reported. */
export const CLIENT_CHECKS: readonly ClientCheck[] = [
  ...heartbeatChecks,
  ...reconnectChecks,
  ...policyChecks,
];

/** Which client is checked and how patiently. Only `start` must be there. */
export interface ClientConformanceOptions extends Pick<ClientSettings, 'start'> {
  /** Interval told in HELLO, in ms. Default 1,000. */
  readonly heartbeatIntervalMs?: number;
  /** What a client may be late, in ms. Default 300. */
  readonly marginMs?: number;
  /** Time for a first connection, in ms. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Ids of checks, groups (`client-codes`) or rules (`P-CLI-4`): the others are left out. */
  readonly only?: readonly string[];
  /** Ends the run: what has not ended is skipped. */
  readonly signal?: AbortSignal;
  /** Called with each row as soon as it is known; what it throws is ignored. */
  readonly onResult?: (row: ReportRow) => void;
}

/** Takes about 15 s: some of what is looked at are waits of the protocol's own length. Never rejects. */
export async function runClientConformance(options: ClientConformanceOptions): Promise<Report> {
  const startMs = performance.now();
  const { start, only, signal, onResult } = options;
  const settings: ClientSettings = {
    start,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 1_000,
    marginMs: options.marginMs ?? 300,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
  };
  const chosen = CLIENT_CHECKS.filter((check) => only === undefined || isNamed(check, only));
  const makeArena = (): Arena => new Arena(settings);
  const rows = await Promise.all(chosen.map((check) => rowOf(check, makeArena, signal, onResult)));
  const tookMs = Math.round(performance.now() - startMs);
  return reportOf('the client', settings.heartbeatIntervalMs, rows, tookMs);
}
