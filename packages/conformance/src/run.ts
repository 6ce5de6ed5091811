/**
 * Runs the checks against the server at a URL.
 *
 * Checks that use streams and consumer slots run one after the other. Checks that only wait for a deadline of
 * the server run concurrently with them, and checks that stop the server run together at the end. A run against
 * a server with the protocol's default periods therefore takes minutes instead of hours. A check that
 * fails or throws does not end the run.
 */
import { LIMITS } from '@wearwire/protocol';
import { type Check, selected } from './check.js';
import { CHECKS } from './checks/all.js';
import { TestClient } from './context/test-client.js';
import { TestContext } from './context/test-context.js';
import { PlannedStop } from './planned-stop.js';
import { type Report, type ReportRow, reportOf } from './report.js';
import { runCheck } from './run-check.js';
import { type Settings, type SettingsInput, settingsOf } from './settings.js';

/** The server to check and the checks to run. Only `url` and `developers` are required. */
export interface ConformanceOptions extends SettingsInput {
  /** Heartbeat interval to use instead of the one in HELLO. */
  readonly heartbeatIntervalMs?: number;
  /** Ids of checks, groups (`heartbeat`) or rules (`P-HB-3`) to run. Default: all. */
  readonly only?: readonly string[];
  /** Aborts the run: checks that have not finished are skipped. */
  readonly signal?: AbortSignal;
  /** Called with each row as soon as it is known; errors that it throws are ignored. */
  readonly onResult?: (row: ReportRow) => void;
}

/**
 * Runs every check, or those in `only`, and reports them in the order of docs/protocol.md.
 * No other client may use the developers' streams during the run.
 * Rejects with an `Error` if no WebSocket can be opened at `url`.
 */
export async function runConformance(options: ConformanceOptions): Promise<Report> {
  const startMs = performance.now();
  const intervalMs = options.heartbeatIntervalMs ?? (await heartbeatIntervalFrom(options));
  const settings = settingsOf(options, intervalMs);
  const checks = selectChecks(options.only);
  const rows = new Map<Check, ReportRow>();
  const runAndRecord = async (check: Check, stop?: StopParticipant): Promise<void> => {
    const override = stop && { stopServer: stop.requestStop };
    const createContext = (): TestContext => new TestContext({ ...settings, ...override });
    rows.set(check, await runCheck(check, createContext, options.signal, options.onResult));
    stop?.leave();
  };
  const concurrent = checks
    .filter((check) => check.runsConcurrently)
    .map((check) => runAndRecord(check));
  for (const check of checks.filter(isSequential)) await runAndRecord(check);
  await Promise.all(concurrent);
  await Promise.all(
    stoppingChecks(checks, settings).map(([check, stop]) => runAndRecord(check, stop)),
  );
  const ordered = checks.map((check) => rows.get(check) as ReportRow);
  const tookMs = Math.round(performance.now() - startMs);
  return reportOf(settings.url.href, intervalMs, ordered, tookMs);
}

function isSequential({ runsConcurrently, stopsServer }: Check): boolean {
  return !runsConcurrently && !stopsServer;
}

type StopParticipant = ReturnType<PlannedStop['addParticipant']>;

/** The checks that stop the server, each registered as a participant of the planned stop if `stopServer` is given. */
function stoppingChecks(
  checks: readonly Check[],
  { stopServer }: Settings,
): readonly (readonly [Check, StopParticipant | undefined])[] {
  const stopping = checks.filter((check) => check.stopsServer);
  const stop = stopServer && new PlannedStop(stopServer, stopping.length);
  return stopping.map((check) => [check, stop?.addParticipant()] as const);
}

/** The checks that `only` names by id, group or rule, in the order of a report; all checks if it is absent. */
export function selectChecks(only: readonly string[] | undefined): readonly Check[] {
  return selected(CHECKS, only);
}

/** Connects to read the heartbeat interval from HELLO. Returns the default if HELLO has none or is missing. */
async function heartbeatIntervalFrom(options: ConformanceOptions): Promise<number> {
  const settings = settingsOf(options, LIMITS.heartbeatIntervalMs.default);
  const client = await TestClient.connect(settings.url, { timeoutMs: settings.replyTimeoutMs });
  try {
    const hello = JSON.parse(await client.nextFrame('HELLO')) as {
      d?: { heartbeat_interval?: unknown };
    };
    const interval = hello.d?.heartbeat_interval;
    return typeof interval === 'number' && interval > 0 ? interval : settings.intervalMs;
  } catch {
    return settings.intervalMs;
  } finally {
    await client.close();
  }
}
