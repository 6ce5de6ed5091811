/**
 * Runs the cases of RFC 6455 and RFC 7692 against the server at a URL, several at once. Each case has its own
 * connection. A case that fails or throws does not end the run.
 */
import { connectUrl } from '@wearwire/client-core';
import { LIMITS } from '@wearwire/protocol';
import { notifyResult } from '../report.js';
import { NotApplicable } from '../verdict.js';
import { UpgradeError } from '../wire/open-socket.js';
import type { WebSocketCase, WebSocketVerdict } from './case.js';
import { CaseConnection } from './case-connection.js';
import { webSocketCases } from './cases/all.js';
import { ECHO_DIALECT, HEARTBEAT_DIALECT } from './dialect.js';
import type { CaseResult } from './evaluate.js';
import { runFrameCase, type SuiteSettings } from './run-frame-case.js';
import { runHandshakeCase } from './run-handshake-case.js';

/** The server to check and the cases to run. Only `url` is required. */
export interface WebSocketSuiteOptions {
  /** `ws://HOST:PORT/connect`. A missing path is added unless `echoes` is set. */
  readonly url: string | URL;
  /** The server is an echo server: it sends every message back. Default false: a server of this protocol. */
  readonly echoes?: boolean;
  /** Ids of cases (`utf8.invalid-fe`) or groups (`utf8`) to run. Default: all. */
  readonly only?: readonly string[];
  /** Largest message that the server accepts, in bytes. Default 65,536. */
  readonly messageBytesMax?: number;
  /** Longest wait for a required reaction, in ms. Default 5,000. */
  readonly replyTimeoutMs?: number;
  /** Time for the server to fail a connection, in ms, before a ping finds out whether it is open. Default 500. */
  readonly quietMs?: number;
  /** Number of concurrent connections. Default 8. */
  readonly concurrency?: number;
  /** Aborts the run: cases that have not started are skipped. */
  readonly signal?: AbortSignal;
  /** Called with each row as soon as it is known; errors that it throws are ignored. */
  readonly onResult?: (row: WebSocketRow) => void;
}

/** The result of one case. */
export interface WebSocketRow {
  /** Id of the case, such as `utf8.invalid-fe`. */
  readonly id: string;
  /** Section of the RFC. */
  readonly section: string;
  readonly title: string;
  readonly verdict: WebSocketVerdict;
  /** What was observed, or why the case was skipped. */
  readonly observed: string;
  readonly ms: number;
}

/** The result of a run, in the order of the cases. */
export interface WebSocketReport {
  readonly url: string;
  readonly rows: readonly WebSocketRow[];
  readonly ok: number;
  readonly nonStrict: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
}

/**
 * Runs all cases, or those in `only`. Rejects with an `Error` if the server at `url` refuses or closes the connection
 * or answers with a status other than 101. If it does not answer in time, the cases fail.
 */
export async function runWebSocketSuite(options: WebSocketSuiteOptions): Promise<WebSocketReport> {
  const startMs = performance.now();
  const settings = settingsOf(options);
  await assertReachable(settings);
  const cases = webSocketCasesOf(options.only, options.messageBytesMax);
  const rows: WebSocketRow[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < cases.length; index = next++) {
      const row = await runCase(cases[index] as WebSocketCase, settings, options.signal);
      rows[index] = row;
      notifyResult(options.onResult, row);
    }
  };
  await Promise.all(Array.from({ length: options.concurrency ?? 8 }, work));
  const count = (verdict: WebSocketVerdict): number =>
    rows.filter((row) => row.verdict === verdict).length;
  return {
    url: settings.url.href,
    rows,
    ok: count('ok'),
    nonStrict: count('non-strict'),
    failed: count('failed'),
    skipped: count('skipped'),
    ms: Math.round(performance.now() - startMs),
  };
}

/** The cases that `only` names by id or group, in the order of a report; all cases if it is absent. */
export function webSocketCasesOf(
  only?: readonly string[],
  messageBytesMax: number = LIMITS.frameBytesMax.default,
): readonly WebSocketCase[] {
  const cases = webSocketCases(messageBytesMax);
  if (only === undefined) return cases;
  return cases.filter(({ id }) => only.some((name) => id === name || id.startsWith(`${name}.`)));
}

/**
 * Throws if the connection is refused or closed, or if the server answers with a status other than 101. Does not throw
 * if the server does not answer in time: then the cases fail.
 */
async function assertReachable({ url, replyTimeoutMs }: SuiteSettings): Promise<void> {
  try {
    await using _link = await CaseConnection.open(url, undefined, replyTimeoutMs);
  } catch (error) {
    const isRefused = error instanceof UpgradeError && (error.isCut || error.status !== undefined);
    if (isRefused && error.status !== 101) throw error;
  }
}

function settingsOf(options: WebSocketSuiteOptions): SuiteSettings {
  const { url, echoes = false, replyTimeoutMs = 5_000, quietMs = 500 } = options;
  const given = new URL(url);
  return {
    url: echoes ? given : new URL(connectUrl(given.href)),
    dialect: echoes ? ECHO_DIALECT : HEARTBEAT_DIALECT,
    replyTimeoutMs,
    quietMs,
  };
}

async function runCase(
  one: WebSocketCase,
  settings: SuiteSettings,
  signal: AbortSignal | undefined,
): Promise<WebSocketRow> {
  const { id, section, title } = one;
  const startMs = performance.now();
  const result = signal?.aborted ? ABORTED : await runCaseByKind(one, settings);
  const ms = Math.round(performance.now() - startMs);
  return { id, section, title, ...result, ms };
}

const ABORTED: CaseResult = { verdict: 'skipped', observed: 'the run was aborted' };

async function runCaseByKind(one: WebSocketCase, settings: SuiteSettings): Promise<CaseResult> {
  try {
    return one.kind === 'frames'
      ? await runFrameCase(one, settings)
      : await runHandshakeCase(one, settings);
  } catch (error) {
    if (error instanceof NotApplicable) return { verdict: 'skipped', observed: error.message };
    const observed = error instanceof Error ? error.message : String(error);
    return { verdict: 'failed', observed };
  }
}
