/**
 * `conformance`: runs the black-box checks of the protocol against any server. The report goes to stdout as a table
 * or JSON, progress to stderr. The exit status is 0 when no check failed.
 */
import { TokenError } from '@wearwire/client-consumer';
import {
  type ConformanceOptions,
  type Developers,
  formatTable,
  type Report,
  runConformance,
  selectChecks,
  type Verdict,
} from '@wearwire/conformance';
import type { OptionValues } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { CommandError, ExitStatus, messageOf, UsageError } from '../command-line/errors.js';
import { hasColours, type Io } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { createPaint } from '../command-line/paint.js';
import { listenForStop } from '../command-line/signals.js';
import { suggestion } from '../command-line/suggest.js';
import { printable } from '../command-line/terminal-text.js';
import type { Credentials } from '../command-line/values.js';
import { CONFORMANCE_OPTIONS } from '../conformance/options.js';
import { Progress } from '../conformance/progress.js';
import { requireUnusedStreams } from '../conformance/unused-streams.js';
import { runWebSocketCases } from '../conformance/websocket.js';
import { commandError } from './client-messages.js';
import { connectionMessage } from './connection-errors.js';
import {
  installTrustedAuthorities,
  readDevelopers,
  readUrl,
  URL_OPERAND,
} from './connection-options.js';
import { tokensFor } from './tokens-for.js';

const RESPONSE_TIMEOUT_MS = 15_000;
/** Width of the table if stdout is not a terminal. */
const DEFAULT_COLUMNS = 120;

type Options = OptionValues<typeof CONFORMANCE_OPTIONS>;

export const conformance: Command = {
  notes: [
    'A run writes several hundred events to the stream. Use a separate developer for it, created with',
    '"developers add conformance". A run does not start while another consumer or producer of the',
    'developer is active. Its duration is proportional to the heartbeat interval of the server: a few',
    'minutes at 40s.',
    '--websocket checks only the WebSocket layer (RFC 6455 and RFC 7692) and needs no developer.',
    'Exit status: 0 if no check failed, 1 otherwise.',
  ],
  examples: [
    'conformance ws://127.0.0.1:8080/connect --developer me:secret',
    'conformance ws://127.0.0.1:8080/connect --developer me:secret --only P-HB-4 --only replay --json',
    'conformance ws://127.0.0.1:8080/connect --websocket',
    'conformance ws://127.0.0.1:9000/ --websocket --echo --only utf8 --json',
  ],
  operands: [URL_OPERAND],
  options: Object.values(CONFORMANCE_OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, CONFORMANCE_OPTIONS);
  const url = readUrl(line, io);
  await installTrustedAuthorities(options.ca, io);
  if (options.websocket) return runWebSocketCases(url, options, io);
  if (options.echo) throw new UsageError('--echo requires --websocket');
  const developers = oneOrTwo(await readDevelopers(options, io));
  const only = options.only.length === 0 ? undefined : options.only;
  for (const name of only ?? []) {
    if (selectChecks([name]).length === 0) {
      const names = selectChecks(undefined).flatMap(({ id, rule }) => [id, rule]);
      throw new UsageError(`--only ${name} matches no check${suggestion(name, names)}`);
    }
  }
  using stop = listenForStop();
  if (options.authUrl === undefined) {
    await checkCredentials(url, developers);
    if (!options.consumerTakeOver) await requireUnusedStreams(url, developers, stop.signal);
  }
  const report = await runWithProgress(url, options, developers, only, stop.signal, io);
  io.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : tableOf(report, io)}\n`);
  if (stop.signal.aborted) throw new CommandError('stopped before all checks were run');
  return report.failed === 0 ? ExitStatus.Done : ExitStatus.Failed;
}

async function runWithProgress(
  url: string,
  options: Options,
  developers: Developers,
  only: readonly string[] | undefined,
  signal: AbortSignal,
  io: Io,
): Promise<Report> {
  const progress = new Progress(io, selectChecks(only).length);
  const { developer: _d, credentials: _c, ca: _a, only: _o, json: _j, ...rest } = options;
  const { websocket: _w, echo: _e, ...settings } = rest;
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  try {
    return await runConformance({
      ...(Object.fromEntries(given) as Partial<ConformanceOptions>),
      url,
      developers,
      ...(only && { only }),
      signal,
      onResult: (row) => progress.add({ ...row, hasFailed: row.verdict === 'fail' }),
    });
  } catch (error) {
    const message = connectionMessage(error, url) ?? `${url}: ${messageOf(error)}`;
    throw new CommandError(message, { cause: error });
  } finally {
    progress.end();
  }
}

function oneOrTwo([first, ...others]: readonly [Credentials, ...Credentials[]]): Developers {
  if (others.length > 1) throw new UsageError('--developer can be given at most twice');
  if (others[0]?.id === first.id)
    throw new UsageError('the two --developer must have different ids');
  return [first, ...others];
}

/**
 * Fails early on wrong credentials or an unreachable server, which would fail every check. Other errors of the token
 * endpoint are the subject of checks.
 */
async function checkCredentials(url: string, developers: Developers): Promise<void> {
  for (const developer of developers) {
    const getToken = tokensFor(url, developer);
    const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
    try {
      await getToken({ attempt: 1, reason: { kind: 'start' }, signal });
    } catch (error) {
      const isRefused = error instanceof TokenError && error.status === 403;
      const isUnreachable = error instanceof TokenError && error.status === undefined;
      if (isRefused || isUnreachable) {
        throw commandError(error, { url });
      }
    }
  }
}

function tableOf(report: Report, io: Io): string {
  const paint = createPaint(hasColours(io.stdout));
  const colours: Record<Verdict, (text: string) => string> = {
    pass: paint.good,
    fail: paint.bad,
    skip: paint.faint,
  };
  // `observed` is text from the server.
  const rows = report.rows.map((row) => ({ ...row, observed: printable(row.observed) }));
  return formatTable(
    { ...report, rows },
    {
      columns: io.stdout.columns || DEFAULT_COLUMNS,
      paint: (verdict, text) => colours[verdict](text),
    },
  );
}
