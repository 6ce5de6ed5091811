/** `export`: writes the stored readings as NDJSON, CSV or TCX to a file or stdout, then exits. */
import type { WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import { type OptionValues, oneOfWords, text } from '@wearwire/options';
import { CSV_HEADER, csvLine } from '@wearwire/sinks';
import type { Command } from '../command-line/command.js';
import { CommandError, ExitStatus, UsageError } from '../command-line/errors.js';
import { type Io, notice, type Output } from '../command-line/io.js';
import { LineWriter } from '../command-line/line-writer.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { listenForStop } from '../command-line/signals.js';
import { printable } from '../command-line/terminal-text.js';
import { time } from '../command-line/values.js';
import { type ReceivedEvent, timeOf } from '../readings/reading-text.js';
import { dispatchLineFor } from '../stream/dispatch-line.js';
import { rangeOf, readStream } from '../stream/read-stream.js';
import { FILTER_OPTIONS, RANGE_OPTIONS } from '../stream/stream-options.js';
import { TcxActivity } from '../stream/tcx.js';
import { CONNECTION_OPTIONS, readConnection, URL_OPERAND } from './connection-options.js';
import { plural } from './plural.js';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  format: {
    flag: 'format',
    kind: oneOfWords('ndjson', 'csv', 'tcx'),
    default: 'ndjson',
    meaning:
      'Format: ndjson = DISPATCH frames as JSON lines; csv = a table of seq,user,type,ts,val; tcx = one activity of one --user',
  },
  output: {
    flag: 'output',
    kind: text('FILE'),
    meaning: 'Write to this new file (default: stdout)',
  },
  from: {
    flag: 'from',
    kind: time,
    meaning: 'Export only readings whose ts is at this time or later, such as 2026-01-01T08:00:00Z',
  },
  to: { flag: 'to', kind: time, meaning: 'Export only readings whose ts is before this time' },
  ...RANGE_OPTIONS,
  ...FILTER_OPTIONS,
} as const;

export const exportReadings: Command = {
  notes: [
    '"simulate --play" plays back NDJSON and CSV.',
    'TCX contains heart rate, cadence, power, speed, distance and location, one point per second.',
  ],
  examples: [
    'export ws://127.0.0.1:8080/connect --developer me:secret --output day.ndjson',
    'export ws://127.0.0.1:8080/connect --developer me:secret --format csv --type HEART_RATE',
    'export --developer me:secret --user anna --from 2026-01-01T08:00:00Z --to 2026-01-01T09:00:00Z --format tcx --output run.tcx',
  ],
  operands: [URL_OPERAND],
  options: Object.values(OPTIONS),
  run,
};

type Options = OptionValues<typeof OPTIONS>;

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  if (options.format === 'tcx' && options.users.length !== 1) {
    throw new UsageError(
      '--format tcx: an activity belongs to one person; pass exactly one --user',
    );
  }
  const connection = await readConnection(line, options, io);
  using stop = listenForStop();
  const file = options.output === undefined ? undefined : await openNew(options.output);
  const output: Output = file ?? io.stdout;
  const writer = new LineWriter(output, () => stop.stop());
  const format = formatOf(options, output);
  if (format.head !== undefined) await writer.write(format.head);
  let written = 0;
  await readStream(rangeOf(connection, options), stop, io, (event) => {
    if (!isWithin(event, options)) return undefined;
    const text = format.convert(event);
    if (text !== undefined) written++;
    return text === undefined || text === '' ? undefined : writer.write(text);
  });
  if (!stop.wasSignalled) for (const text of format.end?.() ?? []) await writer.write(text);
  if (file !== undefined) await closeFile(file, options.output ?? '');
  if (stop.wasSignalled) throw new CommandError(`stopped after ${plural(written, 'reading')}`);
  notice(io, `${plural(written, 'reading')} exported`);
  return ExitStatus.Done;
}

/** Converts readings to the lines of an output format. */
interface Format {
  readonly head?: string;
  /** Returns the line of a reading; `''` if it is written at the end; `undefined` if the format cannot represent it. */
  convert(event: ReceivedEvent): string | undefined;
  end?(): Iterable<string>;
}

function formatOf({ format }: Options, output: Output): Format {
  switch (format) {
    case 'ndjson':
      return { convert: dispatchLineFor(output) };
    case 'csv':
      return {
        head: CSV_HEADER,
        convert: (event) => (output.isTTY === true ? printable(csvLine(event)) : csvLine(event)),
      };
    case 'tcx': {
      const activity = new TcxActivity();
      return {
        convert: (event) => (activity.add(event) ? '' : undefined),
        end: () => {
          if (activity.isEmpty) throw new CommandError('TCX can represent none of the readings');
          return activity.lines();
        },
      };
    }
  }
}

/** Whether `ts` is in the range of --from and --to; with such a range, readings without `ts` are omitted. */
function isWithin({ reading }: ReceivedEvent, { from, to }: Options): boolean {
  if (from === undefined && to === undefined) return true;
  const atMs = timeOf(reading);
  return atMs !== undefined && atMs >= (from ?? -Infinity) && atMs < (to ?? Infinity);
}

/** Never overwrites an existing file. */
async function openNew(path: string): Promise<WriteStream> {
  const handle = await open(path, 'wx', 0o600).catch((cause: NodeJS.ErrnoException) => {
    throw fileError(path, cause);
  });
  return handle.createWriteStream();
}

async function closeFile(file: WriteStream, path: string): Promise<void> {
  file.end();
  await finished(file).catch((cause: NodeJS.ErrnoException) => {
    throw fileError(path, cause);
  });
}

function fileError(path: string, cause: NodeJS.ErrnoException): CommandError {
  const why =
    cause.code === 'EEXIST'
      ? 'the file exists; choose another name or remove it'
      : `cannot write (${cause.code})`;
  return new CommandError(`--output ${path}: ${why}`, { cause });
}
