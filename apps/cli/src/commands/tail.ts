/**
 * `tail`: prints each DISPATCH once, one per line, in the order of seq, across reconnects. It connects as a monitor,
 * which uses no consumer slot, except with `--consumer`.
 */

import { count, flag } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus } from '../command-line/errors.js';
import { hasColours, type Io } from '../command-line/io.js';
import { LineWriter } from '../command-line/line-writer.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { createPaint } from '../command-line/paint.js';
import { listenForStop } from '../command-line/signals.js';
import { readingText } from '../readings/reading-text.js';
import { dispatchLineFor } from '../stream/dispatch-line.js';
import { readStream } from '../stream/read-stream.js';
import { FILTER_OPTIONS, seq } from '../stream/stream-options.js';
import { CONNECTION_OPTIONS, readConnection, URL_OPERAND } from './connection-options.js';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  after: {
    flag: 'after',
    kind: seq(0),
    meaning: 'Start after this seq; 0 = oldest kept (default: new readings only)',
  },
  count: {
    flag: 'count',
    kind: count('N', 1, Number.MAX_SAFE_INTEGER),
    meaning: 'Exit after this many readings',
  },
  until: { flag: 'until', kind: seq(1), meaning: 'Exit after this seq' },
  noFollow: {
    flag: 'no-follow',
    kind: flag,
    meaning: 'Print the stored readings and exit, without waiting for new ones; implies --after 0',
  },
  ...FILTER_OPTIONS,
  pretty: { flag: 'pretty', kind: flag, meaning: 'Print aligned text instead of JSON' },
} as const;

export const tail: Command = {
  notes: [
    'Each JSON line is a DISPATCH as received; "simulate --play" plays back a file of such lines.',
    '--pretty shows the timestamp (ts) of a reading, and its arrival time if they differ by more than 2 s.',
  ],
  examples: [
    'tail ws://127.0.0.1:8080/connect --developer me:secret --pretty',
    'tail ws://127.0.0.1:8080/connect --developer me:secret --after 0 --type HEART_RATE',
    'tail ws://127.0.0.1:8080/connect --developer me:secret --no-follow > day.ndjson',
  ],
  operands: [URL_OPERAND],
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const connection = await readConnection(line, options, io);
  using stop = listenForStop();
  const writer = new LineWriter(io.stdout, () => stop.stop());
  const paint = createPaint(hasColours(io.stdout));
  const lineOf = options.pretty
    ? (event: Parameters<typeof readingText>[0]) => readingText(event, paint)
    : dispatchLineFor(io.stdout);
  const stream = {
    connection,
    after: options.after ?? (options.noFollow ? 0 : undefined),
    isMonitor: !options.consumer,
    types: options.types,
    users: options.users,
    countMax: options.count,
    lastSeq: options.until,
    follows: !options.noFollow,
  };
  await readStream(stream, stop, io, (event) => writer.write(lineOf(event)));
  return ExitStatus.Done;
}
