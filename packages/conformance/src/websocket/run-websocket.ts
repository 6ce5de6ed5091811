/**
 * Runs the cases of RFC 6455 and RFC 7692 against a server that a URL names, many at once. Every case has a
 * connection of its own; a case that fails, or crashes, is a row.
 */
import { connectUrl } from '@wearwire/client-core';
import { LIMITS } from '@wearwire/protocol';
import { NotApplicable } from '../verdict.js';
import { UpgradeError } from '../wire/open-socket.js';
import type { WebSocketCase, WebSocketVerdict } from './case.js';
import { webSocketCases } from './cases/all.js';
import { ECHO_DIALECT, HEARTBEAT_DIALECT } from './dialect.js';
import type { Judgement } from './judge.js';
import { Link } from './link.js';
import { runFrameCase, type SuiteSettings } from './run-frame-case.js';
import { runHandshakeCase } from './run-handshake-case.js';

/** Which server is looked at, and which cases. Only `url` must be there. */
export interface WebSocketSuiteOptions {
  /** `ws://HOST:PORT/connect`; without the path it is completed, unless `echoes` is set. */
  readonly url: string | URL;
  /** The server sends every message back, as an echo server does. Default: it speaks this protocol. */
  readonly echoes?: boolean;
  /** Ids of cases (`utf8.invalid-fe`) or groups (`utf8`): the others are left out. */
  readonly only?: readonly string[];
  /** Longest message that the server takes, in bytes. Default 65,536. */
  readonly messageBytesMax?: number;
  /** Longest wait for what must come, in ms. Default 5,000. */
  readonly replyTimeoutMs?: number;
  /** Time that a server has to fail a connection by itself, in ms, before a ping asks. Default 500. */
  readonly quietMs?: number;
  /** Connections at once. Default 8. */
  readonly concurrency?: number;
  /** Ends the run: what has not started is skipped. */
  readonly signal?: AbortSignal;
  /** Called with each row as soon as it is known; what it throws is ignored. */
  readonly onResult?: (row: WebSocketRow) => void;
}

/** What came of one case. */
export interface WebSocketRow {
  /** Group and point, such as `utf8.invalid-fe`. */
  readonly id: string;
  /** Section of the RFC. */
  readonly section: string;
  readonly title: string;
  readonly verdict: WebSocketVerdict;
  /** What was seen, or why nothing could be. */
  readonly observed: string;
  readonly ms: number;
}

/** What a run found, in the order of the cases. */
export interface WebSocketReport {
  readonly url: string;
  readonly rows: readonly WebSocketRow[];
  readonly ok: number;
  readonly nonStrict: number;
  readonly failed: number;
  readonly skipped: number;
  readonly ms: number;
}

/** Throws an `Error` where `url` opens no WebSocket at all. */
export async function runWebSocketSuite(options: WebSocketSuiteOptions): Promise<WebSocketReport> {
  const startMs = performance.now();
  const settings = settingsOf(options);
  await demandServer(settings);
  const cases = webSocketCasesOf(options.only, options.messageBytesMax);
  const rows: WebSocketRow[] = [];
  let next = 0;
  const work = async (): Promise<void> => {
    for (let index = next++; index < cases.length; index = next++) {
      const row = await rowOf(cases[index] as WebSocketCase, settings, options.signal);
      rows[index] = row;
      tell(options.onResult, row);
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

/** The cases that these ids or groups name, in the order of a report; without names, all. */
export function webSocketCasesOf(
  only?: readonly string[],
  messageBytesMax: number = LIMITS.frameBytesMax.default,
): readonly WebSocketCase[] {
  const cases = webSocketCases(messageBytesMax);
  if (only === undefined) return cases;
  return cases.filter(({ id }) => only.some((name) => id === name || id.startsWith(`${name}.`)));
}

/** Throws where nobody listens, or where HTTP answers something else than a WebSocket. */
async function demandServer({ url, replyTimeoutMs }: SuiteSettings): Promise<void> {
  try {
    await using _link = await Link.open(url, undefined, replyTimeoutMs);
  } catch (error) {
    const isAbsent = error instanceof UpgradeError && (error.isCut || error.status !== undefined);
    if (isAbsent && error.status !== 101) throw error;
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

async function rowOf(
  one: WebSocketCase,
  settings: SuiteSettings,
  signal: AbortSignal | undefined,
): Promise<WebSocketRow> {
  const { id, section, title } = one;
  const startMs = performance.now();
  const judgement = signal?.aborted ? ENDED : await judgementOf(one, settings);
  const ms = Math.round(performance.now() - startMs);
  return { id, section, title, ...judgement, ms };
}

const ENDED: Judgement = { verdict: 'skipped', observed: 'the run was ended' };

async function judgementOf(one: WebSocketCase, settings: SuiteSettings): Promise<Judgement> {
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

function tell(onResult: WebSocketSuiteOptions['onResult'], row: WebSocketRow): void {
  try {
    onResult?.(row);
  } catch {
    // a listener's fault is not the server's
  }
}
