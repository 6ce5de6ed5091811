/** `stats`: counts incoming readings by type and user for a few seconds, and prints the newest seq. */
import { setTimeout as delay } from 'node:timers/promises';
import { type Consumer, createConsumer } from '@wearwire/client-consumer';
import { duration, flag } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus } from '../command-line/errors.js';
import { hasColours, type Io, isTerminal } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { clip, createPaint, type Paint } from '../command-line/paint.js';
import { listenForStop, type StopSignal } from '../command-line/signals.js';
import { StatusLine } from '../command-line/status-line.js';
import { printable } from '../command-line/terminal-text.js';
import { StreamCounts } from '../stream/stream-counts.js';
import { FILTER_OPTIONS } from '../stream/stream-options.js';
import { type ClientContext, commandError } from './client-messages.js';
import {
  CONNECTION_OPTIONS,
  type Connection,
  readConnection,
  URL_OPERAND,
} from './connection-options.js';
import { plural } from './plural.js';
import { tokensFor } from './tokens-for.js';

/** Width of the table if the terminal does not report its own. */
const DEFAULT_COLUMNS = 120;

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  duration: {
    flag: 'duration',
    kind: duration,
    default: 5_000,
    meaning: 'Count for this long',
  },
  json: { flag: 'json', kind: flag, meaning: 'Print the counts as JSON' },
  consumer: FILTER_OPTIONS.consumer,
} as const;

export const stats: Command = {
  notes: ['Counts only readings that arrive while it runs.'],
  examples: ['stats ws://127.0.0.1:8080/connect --developer me:secret --duration 10s'],
  operands: [URL_OPERAND],
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const connection = await readConnection(line, options, io);
  using stop = listenForStop();
  const counts = new StreamCounts();
  const isMonitor = !options.consumer;
  await using consumer = connect(connection, isMonitor, stop.signal);
  consumer.on('*', (event) => counts.add(event));
  await ready(consumer, { url: connection.url, isMonitor });
  const { position, lag = 0 } = consumer;
  const report = await countFor(options.duration, counts, stop, io);
  const newestSeq = position === undefined ? undefined : position + lag + counts.total;
  const columns = isTerminal(io.stdout, io.env) ? io.stdout.columns || DEFAULT_COLUMNS : undefined;
  const text = options.json
    ? JSON.stringify({ newestSeq, ...report }, null, 2)
    : textOf(report, newestSeq, createPaint(hasColours(io.stdout)), columns);
  io.stdout.write(`${text}\n`);
  return ExitStatus.Done;
}

function connect(
  { url, developer }: Connection,
  isMonitor: boolean,
  signal: AbortSignal,
): Consumer {
  const getToken = tokensFor(url, developer, { monitor: isMonitor });
  const consumer = createConsumer({ url, getToken, signal });
  // `ready` reads errors from the state changes.
  consumer.on('error', () => {});
  return consumer;
}

/** Resolves when the consumer is ready or was stopped by a signal; rejects if the first attempt fails. */
function ready(consumer: Consumer, context: ClientContext): Promise<void> {
  return new Promise((resolve, reject) => {
    consumer.on('state', ({ state, error }) => {
      if (state === 'ready') resolve();
      if (state === 'waiting' || state === 'stopped') {
        if (error === undefined) resolve();
        else reject(commandError(error, context));
      }
    });
  });
}

async function countFor(durationMs: number, counts: StreamCounts, stop: StopSignal, io: Io) {
  const startedAt = performance.now();
  const elapsedMs = (): number => performance.now() - startedAt;
  using _count = StatusLine.follow(
    io,
    () => `${plural(counts.total, 'reading')} in ${(elapsedMs() / 1_000).toFixed(1)} s`,
  );
  await Promise.race([stop.stopped, delay(durationMs, undefined, { ref: false })]);
  return counts.report(elapsedMs());
}

function textOf(
  { total, seconds, users, types }: ReturnType<StreamCounts['report']>,
  newestSeq: number | undefined,
  paint: Paint,
  columns: number | undefined,
): string {
  const rate = (total / seconds).toFixed(1);
  const newest = newestSeq === undefined ? '' : `; newest seq ${newestSeq.toLocaleString('en-US')}`;
  const head = `${plural(total, 'reading')} from ${plural(users, 'user')} in ${seconds.toFixed(1)} s: ${rate}/s${newest}`;
  const rows = types.map(({ type, count, perSecond, users: typeUsers, last }) =>
    [
      printable(type).padEnd(20),
      String(count).padStart(9),
      paint.faint(`${perSecond.toFixed(1)}/s`.padStart(11)),
      plural(typeUsers, 'user').padStart(12),
      paint.value(`last ${last}`),
    ].join('  '),
  );
  const lines = columns === undefined ? rows : rows.map((row) => clip(row, columns));
  return [head, ...lines].join('\n');
}
