/**
 * Runs the checks against a server that a URL names.
 *
 * Two lanes: checks that use streams and consumers' places run one after the other; those that only wait
 * for a deadline of the server run beside them, all at once. So a run against a server with the
 * protocol's own periods takes minutes and not hours. A check that fails, or crashes, is a row.
 */
import { LIMITS } from '@wearwire/protocol';
import type { Check } from './check.js';
import { CHECKS } from './checks/all.js';
import { Peer } from './peers/peer.js';
import { Scene } from './peers/scene.js';
import { type Report, type ReportRow, reportOf, type Verdict } from './report.js';
import { type Settings, type SettingsInput, settingsOf } from './settings.js';
import { NotApplicable } from './verdict.js';

const OWN_ERRORS = [TypeError, ReferenceError, RangeError, SyntaxError];

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
  const chosen = CHECKS.filter((check) => isChosen(check, options.only));
  const rows = new Map<Check, ReportRow>();
  const runInto = async (check: Check): Promise<void> => {
    const row = await rowOf(check, settings, options.signal);
    rows.set(check, row);
    tell(options.onResult, row);
  };
  const beside = chosen.filter((check) => check.waits).map(runInto);
  for (const check of chosen.filter((one) => !one.waits)) await runInto(check);
  await Promise.all(beside);
  const ordered = chosen.map((check) => rows.get(check) as ReportRow);
  const tookMs = Math.round(performance.now() - startMs);
  return reportOf(settings.url.href, intervalMs, ordered, tookMs);
}

function isChosen(check: Check, only: readonly string[] | undefined): boolean {
  if (only === undefined) return true;
  const group = check.id.slice(0, check.id.indexOf('.'));
  return only.some((name) => name === check.id || name === group || name === check.rule);
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

async function rowOf(
  check: Check,
  settings: Settings,
  signal: AbortSignal | undefined,
): Promise<ReportRow> {
  const { id, rule, title, expected } = check;
  const startMs = performance.now();
  const row = (verdict: Verdict, observed: string): ReportRow => {
    const ms = Math.round(performance.now() - startMs);
    return { id, rule, title, expected, observed, verdict, ms };
  };
  if (signal?.aborted) return row('skip', 'the run was ended');
  try {
    return row('pass', await observe(check, settings));
  } catch (error) {
    if (signal?.aborted) return row('skip', 'the run was ended');
    return row(error instanceof NotApplicable ? 'skip' : 'fail', messageOf(error));
  }
}

async function observe(check: Check, settings: Settings): Promise<string> {
  await using scene = new Scene(settings);
  return await check.run(scene);
}

/** Errors that JavaScript itself throws are ours, not the server's: the row says so. */
function messageOf(error: unknown): string {
  const isOurs = OWN_ERRORS.some((kind) => error instanceof kind);
  const text = error instanceof Error ? error.message : String(error);
  return isOurs ? `the check itself broke: ${text}` : text;
}

function tell(onResult: ConformanceOptions['onResult'], row: ReportRow): void {
  try {
    onResult?.(row);
  } catch {
    // a listener's fault is not the server's
  }
}
