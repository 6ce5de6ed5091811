/**
 * `forward`: writes a developer's stream to MQTT, webhooks, InfluxDB, Postgres or files, at least once, until it is
 * stopped. It connects as a monitor, which uses no consumer slot, except with `--consumer`.
 */
import { fileCursorStore } from '@wearwire/client-consumer/file';
import { count, type OptionValues, text } from '@wearwire/options';
import {
  createSink,
  deadLetterFile,
  type ForwardMetrics,
  type ForwardOptions,
  forward as forwardTo,
  type Sink,
  SinkError,
  SinkSetupError,
} from '@wearwire/sinks';
import type { Command } from '../command-line/command.js';
import { CommandError, ExitStatus, UsageError } from '../command-line/errors.js';
import { type Io, notice } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { listenForStop } from '../command-line/signals.js';
import { startMetricsServer } from '../forward/metrics-server.js';
import { printNotices } from '../stream/consumer-notices.js';
import { FILTER_OPTIONS, isWanted, seq } from '../stream/stream-options.js';
import { commandError } from './client-messages.js';
import {
  CONNECTION_OPTIONS,
  type Connection,
  readConnection,
  URL_OPERAND,
} from './connection-options.js';
import { plural } from './plural.js';
import { tokensFor } from './tokens-for.js';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  to: {
    flag: 'to',
    kind: text('TARGET'),
    isList: true,
    meaning: 'Write to this target',
  },
  cursor: {
    flag: 'cursor',
    kind: text('FILE'),
    isRequired: true,
    meaning: 'Store the position confirmed by the targets in this file, and resume after it',
  },
  from: {
    flag: 'from',
    kind: seq(1),
    meaning:
      'Start with this seq (default: the one after the cursor; without a cursor, the oldest kept)',
  },
  deadLetters: {
    flag: 'dead-letters',
    kind: text('FILE'),
    meaning: 'Append to this file the events that a target rejects (default: exit with an error)',
  },
  batch: {
    flag: 'batch',
    kind: count('N', 1, 10_000),
    default: 4_000,
    meaning: 'Write at most this many events per batch',
  },
  metricsPort: {
    flag: 'metrics-port',
    kind: count('PORT', 1, 65_535),
    meaning: 'Serve metrics for Prometheus on this port of 127.0.0.1, under /metrics',
  },
  ...FILTER_OPTIONS,
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const forward: Command = {
  notes: [
    'Targets: mqtt(s)://HOST, http(s)://HOST/PATH (webhook), influx+http(s)://HOST/PATH,',
    'postgres://HOST/DATABASE, ndjson:FOLDER, csv:FOLDER. Options of a target follow #.',
    'Secrets: WEARWIRE_MQTT_USERNAME, WEARWIRE_MQTT_PASSWORD, WEARWIRE_WEBHOOK_SECRET,',
    'WEARWIRE_INFLUX_TOKEN, PGPASSWORD. mqtt requires the package mqtt, postgres the package pg.',
  ],
  examples: [
    'forward ws://127.0.0.1:8080/connect --developer me:secret --to mqtt://localhost --cursor mqtt.cursor',
    "forward --to 'mqtt://localhost#topic=home/{user}/{type}&retain&discovery' --cursor mqtt.cursor",
    'forward --to postgres://localhost/health --to ndjson:archive --cursor stored.cursor',
  ],
  operands: [URL_OPERAND],
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const connection = await readConnection(line, options, io);
  const sinks = sinksOf(options.to, io);
  using stop = listenForStop();
  let readMetrics: () => readonly ForwardMetrics[] = () => [];
  await using _metrics =
    options.metricsPort === undefined
      ? undefined
      : await startMetricsServer(options.metricsPort, sinks, () => readMetrics());
  const context = { url: connection.url, isMonitor: !options.consumer };
  try {
    await forwardTo({
      ...forwardOptions(options, connection, io),
      sinks,
      signal: stop.signal,
      onConsumer: (consumer) => printNotices(consumer, context, io),
      onRetry: ({ name }, { message }, waitMs) => {
        notice(io, `${name}: ${message}; retrying in ${(waitMs / 1_000).toFixed(1)} s`);
      },
      onCursorError: (error) => {
        notice(io, `cannot save the cursor in ${options.cursor}: ${(error as Error).message}`);
      },
      onMetrics: (figures) => {
        readMetrics = figures;
      },
    });
  } catch (error) {
    if (error instanceof SinkError) throw new CommandError(error.message, { cause: error });
    throw commandError(error, context);
  } finally {
    for (const [index, figures] of readMetrics().entries())
      notice(io, summary(sinks[index] as Sink, figures));
  }
  return ExitStatus.Done;
}

function sinksOf(targets: readonly string[], io: Io): Sink[] {
  if (targets.length === 0) throw new UsageError('--to TARGET is missing; see --help');
  try {
    return targets.map((target) => createSink(target, io.env));
  } catch (error) {
    if (error instanceof SinkSetupError) throw new UsageError(`--to: ${error.message}`, error);
    throw error;
  }
}

function forwardOptions(
  { cursor, from, deadLetters, batch, types, users, consumer }: Options,
  { url, developer }: Connection,
  io: Io,
): Omit<ForwardOptions, 'sinks'> {
  const isFiltered = types.length > 0 || users.length > 0;
  if (isFiltered) notice(io, 'events excluded by --type and --user count as forwarded');
  return {
    url,
    getToken: tokensFor(url, developer, { monitor: !consumer }),
    developer: developer.id,
    cursor: fileCursorStore(cursor),
    batchEventsMax: batch,
    ...(from !== undefined && { from }),
    ...(deadLetters !== undefined && { deadLetters: deadLetterFile(deadLetters) }),
    ...(isFiltered && {
      filter: (event) => isWanted({ types, users }, event),
    }),
  };
}

function summary({ name }: Sink, { written, dead, retries, confirmedSeq }: ForwardMetrics): string {
  const position =
    confirmedSeq === undefined ? 'nothing confirmed' : `confirmed up to ${confirmedSeq}`;
  return `${name}: ${plural(written, 'event')} written, ${dead} rejected, ${retries} retried; ${position}`;
}
