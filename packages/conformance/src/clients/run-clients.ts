/**
 * Runs the checks of clients, each with its own scripted server. They run concurrently, because they spend most
 * of their time waiting. A check that fails or throws does not end the run.
 */
import { type ClientCheck, selected } from '../check.js';
import { type Report, type ReportRow, reportOf } from '../report.js';
import { runCheck } from '../run-check.js';
import type { ClientSettings } from './client-settings.js';
import { ClientTestContext } from './client-test-context.js';
import { heartbeatChecks } from './heartbeat-checks.js';
import { policyChecks } from './policy-checks.js';
import { reconnectChecks } from './reconnect-checks.js';

/** All checks of a client, in the order in which they are reported. */
export const CLIENT_CHECKS: readonly ClientCheck[] = [
  ...heartbeatChecks,
  ...reconnectChecks,
  ...policyChecks,
];

/** The client to check and the timing of the checks. Only `start` is required. */
export interface ClientConformanceOptions extends Pick<ClientSettings, 'start'> {
  /** Heartbeat interval in HELLO, in ms. Default 1,000. */
  readonly heartbeatIntervalMs?: number;
  /** Accepted delay of a client, in ms. Default 300. */
  readonly marginMs?: number;
  /** Longest wait for the first connection, in ms. Default 10,000. */
  readonly connectTimeoutMs?: number;
  /** Ids of checks, groups (`client-codes`) or rules (`P-CLI-4`) to run. Default: all. */
  readonly only?: readonly string[];
  /** Aborts the run: checks that have not finished are skipped. */
  readonly signal?: AbortSignal;
  /** Called with each row as soon as it is known; errors that it throws are ignored. */
  readonly onResult?: (row: ReportRow) => void;
}

/** Takes about 15 s, because some checks wait for periods that the protocol fixes. Never rejects. */
export async function runClientConformance(options: ClientConformanceOptions): Promise<Report> {
  const startMs = performance.now();
  const { start, only, signal, onResult } = options;
  const settings: ClientSettings = {
    start,
    heartbeatIntervalMs: options.heartbeatIntervalMs ?? 1_000,
    marginMs: options.marginMs ?? 300,
    connectTimeoutMs: options.connectTimeoutMs ?? 10_000,
  };
  const createContext = (): ClientTestContext => new ClientTestContext(settings);
  const rows = await Promise.all(
    selected(CLIENT_CHECKS, only).map((check) => runCheck(check, createContext, signal, onResult)),
  );
  const tookMs = Math.round(performance.now() - startMs);
  return reportOf('the client', settings.heartbeatIntervalMs, rows, tookMs);
}
