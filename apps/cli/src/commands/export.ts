/** `export`: writes the stored readings as NDJSON or CSV to a file or stdout, then exits. */
import type { WriteStream } from 'node:fs';
import { open } from 'node:fs/promises';
import { finished } from 'node:stream/promises';
import type { Command } from '../line/command.js';
import { CommandError, ExitStatus } from '../line/errors.js';
import { type Io, notice, type Output } from '../line/io.js';
import { LineWriter } from '../line/line-writer.js';
import { type RawLine, readOptions } from '../line/options.js';
import { listenForStop } from '../line/signals.js';
import { printable } from '../line/terminal-text.js';
import { choice, text } from '../line/values.js';
import { CSV_HEADER, csvLine } from '../stream/csv-line.js';
import { dispatchLineFor } from '../stream/dispatch-line.js';
import { rangeOf, readStream } from '../stream/read-stream.js';
import { FILTER_OPTIONS, RANGE_OPTIONS } from '../stream/stream-options.js';
import { CONNECTION_OPTIONS, readConnection, URL_OPERAND } from './connection-options.js';
import { plural } from './plural.js';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  format: {
    flag: 'format',
    kind: choice('ndjson', 'csv'),
    default: 'ndjson',
    meaning: 'Write DISPATCH frames as JSON lines, or a table with seq,user,type,ts,val',
  },
  output: {
    flag: 'output',
    kind: text('FILE'),
    meaning: 'Write to this new file (default: stdout)',
  },
  ...RANGE_OPTIONS,
  ...FILTER_OPTIONS,
} as const;

export const exportReadings: Command = {
  name: 'export',
  summary: 'write the stored readings as NDJSON or CSV, then exit',
  notes: ['"simulate --play" plays back both formats.'],
  examples: [
    'export ws://127.0.0.1:8080/connect --developer me:secret --output day.ndjson',
    'export ws://127.0.0.1:8080/connect --developer me:secret --format csv --type HEART_RATE',
  ],
  operand: URL_OPERAND,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const connection = await readConnection(line, options, io);
  using stop = listenForStop();
  const file = options.output === undefined ? undefined : await openNew(options.output);
  const output: Output = file ?? io.stdout;
  const writer = new LineWriter(output, () => stop.stop());
  const isCsv = options.format === 'csv';
  const json = dispatchLineFor(output);
  if (isCsv) await writer.write(CSV_HEADER);
  let written = 0;
  await readStream(rangeOf(connection, options), stop, io, (event) => {
    written++;
    if (!isCsv) return writer.write(json(event));
    return writer.write(output.isTTY === true ? printable(csvLine(event)) : csvLine(event));
  });
  if (file !== undefined) await closeFile(file, options.output ?? '');
  if (stop.wasSignalled) throw new CommandError(`stopped after ${plural(written, 'reading')}`);
  notice(io, `${plural(written, 'reading')} exported`);
  return ExitStatus.Done;
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
