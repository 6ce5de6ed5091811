/**
 * Runs the checks against a server that a URL names.
 *
 * Two lanes: checks that use streams and consumers' places run one after the other; those that only wait
 * for a deadline of the server run beside them, all at once. Those that end the server come last, together. So a run against a server with the
 * protocol's own periods takes minutes and not hours. A check that fails, or crashes, is a row.
 */
import { LIMITS } from '@wearwire/protocol';
import { type Check, isNamed } from './check.js';
import { CHECKS } from './checks/all.js';
import { Peer } from './peers/peer.js';
import { Scene } from './peers/scene.js';
import { PlannedStop } from './planned-stop.js';
import { type Report, type ReportRow, reportOf } from './report.js';
import { rowOf } from './row.js';
import { type Settings, type SettingsInput, settingsOf } from './settings.js';

/** Which server is checked, and which checks are made. Only `url` and `developers` must be there. */
export interface ConformanceOptions extends SettingsInput {
  /** Taken instead of what HELLO tells. */
  readonly heartbeatIntervalMs?: number;
  /** Ids of checks, groups (`heartbeat`) or rules (`P-HB-3`): the others are left out. */
  readonly only?: readonly string[];
  /** Ends the run: what has not started is skipped. */
  readonly signal?: AbortSignal;
  /** Called with each row as soon as it is known; what it throws is ignored. */
  readonly onResult?: (row: ReportRow) => void;
}

/**
 * Runs every check, or those of `only`, in the order of docs/protocol.md.
 * Nobody else may use the two developers' streams meanwhile.
 * Throws an `Error` where `url` opens no WebSocket at all.
 */
export async function runConformance(options: ConformanceOptions): Promise<Report> {
  const startMs = performance.now();
  const intervalMs = options.heartbeatIntervalMs ?? (await intervalOf(options));
  const settings = settingsOf(options, intervalMs);
  const chosen = checksOf(options.only);
  const rows = new Map<Check, ReportRow>();
  const runInto = async (check: Check, ending?: Ending): Promise<void> => {
    const stopServer = ending && { stopServer: ending.ready };
    const makeScene = (): Scene => new Scene({ ...settings, ...stopServer });
    rows.set(check, await rowOf(check, makeScene, options.signal, options.onResult));
    ending?.over();
  };
  const beside = chosen.filter((check) => check.waits).map((check) => runInto(check));
  for (const check of chosen.filter((one) => !one.waits && !one.ends)) await runInto(check);
  await Promise.all(beside);
  await Promise.all(
    endingChecks(chosen, settings).map(([check, ending]) => runInto(check, ending)),
  );
  const ordered = chosen.map((check) => rows.get(check) as ReportRow);
  const tookMs = Math.round(performance.now() - startMs);
  return reportOf(settings.url.href, intervalMs, ordered, tookMs);
}

type Ending = ReturnType<PlannedStop['seat']>;

/** Those that end the server, each with its part in the one stop, where the caller says how to stop it. */
function endingChecks(
  chosen: readonly Check[],
  { stopServer }: Settings,
): readonly (readonly [Check, Ending | undefined])[] {
  const checks = chosen.filter((check) => check.ends);
  const stop = stopServer && new PlannedStop(stopServer, checks.length);
  return checks.map((check) => [check, stop?.seat()] as const);
}

/** The checks that these name, in the order of a report: ids, groups or rules; without names, all. */
export function checksOf(only: readonly string[] | undefined): readonly Check[] {
  return only === undefined ? CHECKS : CHECKS.filter((check) => isNamed(check, only));
}

/** The interval in the server's HELLO; the protocol's own where HELLO tells none. */
async function intervalOf(options: ConformanceOptions): Promise<number> {
  const settings = settingsOf(options, LIMITS.heartbeatIntervalMs.default);
  const peer = await Peer.connect(settings.url, { timeoutMs: settings.replyTimeoutMs });
  try {
    const hello = JSON.parse(await peer.take('HELLO')) as { d?: { heartbeat_interval?: unknown } };
    const interval = hello.d?.heartbeat_interval;
    return typeof interval === 'number' && interval > 0 ? interval : settings.intervalMs;
  } catch {
    return settings.intervalMs;
  } finally {
    await peer.close();
  }
}
