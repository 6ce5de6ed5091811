/**
 * `conformance`: the black-box checks of the protocol against any server. The table, or JSON, goes to
 * stdout, progress to stderr; the exit status is the verdict: 0 when nothing failed.
 */
import { TokenError, tokenFromServer } from '@wearwire/client-consumer';
import {
  type ConformanceOptions,
  checksOf,
  type Developers,
  formatTable,
  type Report,
  runConformance,
  type Verdict,
} from '@wearwire/conformance';
import { CONFORMANCE_OPTIONS } from '../conformance/options.js';
import { Progress } from '../conformance/progress.js';
import { requireUnusedStreams } from '../conformance/unused-streams.js';
import { runWebSocketCases } from '../conformance/websocket.js';
import type { Command } from '../line/command.js';
import { CommandError, ExitStatus, messageOf, UsageError } from '../line/errors.js';
import { hasColours, type Io } from '../line/io.js';
import { type OptionValues, type RawLine, readOptions } from '../line/options.js';
import { createPaint } from '../line/paint.js';
import { listenForStop } from '../line/signals.js';
import { suggestion } from '../line/suggest.js';
import { printable } from '../line/terminal-text.js';
import type { Credentials } from '../line/values.js';
import { commandError } from './client-messages.js';
import { connectionMessage } from './connection-errors.js';
import { readDevelopers, readTrust, readUrl, URL_OPERAND } from './connection-options.js';

const ANSWER_TIMEOUT_MS = 15_000;
const COLUMNS = 120;

type Options = OptionValues<typeof CONFORMANCE_OPTIONS>;

export const conformance: Command = {
  name: 'conformance',
  summary: 'check any server of the protocol, rule by rule',
  notes: [
    'A run writes some hundred events into the stream: give it a developer of its own, such as',
    '"developers add conformance" makes. It refuses to start beside a consumer or a producer.',
    'Times scale with the heartbeat interval of the server: with 40 s a run takes some minutes.',
    'With --websocket only WebSocket itself is checked (RFC 6455 and RFC 7692): no developer is needed.',
    'Exit status: 0 when no check failed, 1 when one did.',
  ],
  examples: [
    'conformance ws://127.0.0.1:8080/connect --developer me:secret',
    'conformance ws://127.0.0.1:8080/connect --developer me:secret --only P-HB-4 --only replay --json',
    'conformance ws://127.0.0.1:8080/connect --websocket',
    'conformance ws://127.0.0.1:9000/ --websocket --echo --only utf8 --json',
  ],
  operand: URL_OPERAND,
  options: Object.values(CONFORMANCE_OPTIONS),
  run,
};

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, CONFORMANCE_OPTIONS);
  const url = readUrl(line, io);
  await readTrust(options.ca, io);
  if (options.websocket) return runWebSocketCases(url, options, io);
  if (options.echo) throw new UsageError('--echo needs --websocket');
  const developers = oneOrTwo(await readDevelopers(options, io));
  const only = options.only.length === 0 ? undefined : options.only;
  for (const name of only ?? []) {
    if (checksOf([name]).length === 0) {
      const names = checksOf(undefined).flatMap(({ id, rule }) => [id, rule]);
      throw new UsageError(`--only ${name} names no check${suggestion(name, names)}`);
    }
  }
  using stop = listenForStop();
  if (options.authUrl === undefined) {
    await checkCredentials(url, developers);
    if (!options.consumerTakeOver) await requireUnusedStreams(url, developers, stop.signal);
  }
  const report = await runWithProgress(url, options, developers, only, stop.signal, io);
  io.stdout.write(`${options.json ? JSON.stringify(report, null, 2) : tableOf(report, io)}\n`);
  if (stop.signal.aborted) throw new CommandError('the run was ended before every check was made');
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
  const progress = new Progress(io, checksOf(only).length);
  const { developer: _d, credentials: _c, ca: _a, only: _o, json: _j, ...rest } = options;
  const { websocket: _w, echo: _e, ...facts } = rest;
  const given = Object.entries(facts).filter(([, value]) => value !== undefined);
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
  if (others.length > 1) throw new UsageError('no more than two --developer can be given');
  if (others[0]?.id === first.id) throw new UsageError('the second --developer is the first one');
  return [first, ...others];
}

/** A wrong key or an address without a broker would fail every check: say so at once. */
async function checkCredentials(url: string, developers: Developers): Promise<void> {
  for (const { id, key } of developers) {
    const getToken = tokenFromServer({ url, developerId: id, apiKey: key });
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    try {
      await getToken({ attempt: 1, reason: { kind: 'start' }, signal });
    } catch (error) {
      if (error instanceof TokenError && (error.status === 403 || error.status === undefined)) {
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
  // Cells hold what the server sent.
  const rows = report.rows.map((row) => ({ ...row, observed: printable(row.observed) }));
  return formatTable(
    { ...report, rows },
    {
      columns: io.stdout.columns || COLUMNS,
      paint: (verdict, text) => colours[verdict](text),
    },
  );
}
