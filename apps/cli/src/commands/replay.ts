/** `replay`: prints the stored readings of a range of seq, then exits. */

import { flag } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus } from '../command-line/errors.js';
import { hasColours, type Io } from '../command-line/io.js';
import { LineWriter } from '../command-line/line-writer.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { createPaint } from '../command-line/paint.js';
import { listenForStop } from '../command-line/signals.js';
import { readingText } from '../readings/reading-text.js';
import { dispatchLineFor } from '../stream/dispatch-line.js';
import { rangeOf, readStream } from '../stream/read-stream.js';
import { FILTER_OPTIONS, RANGE_OPTIONS } from '../stream/stream-options.js';
import { CONNECTION_OPTIONS, readConnection, URL_OPERAND } from './connection-options.js';

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  ...RANGE_OPTIONS,
  ...FILTER_OPTIONS,
  pretty: { flag: 'pretty', kind: flag, meaning: 'Print aligned text instead of JSON' },
} as const;

export const replay: Command = {
  examples: [
    'replay ws://127.0.0.1:8080/connect --developer me:secret --after 100 --before 200',
    'replay ws://127.0.0.1:8080/connect --developer me:secret --user anna --pretty',
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
  const jsonLine = dispatchLineFor(io.stdout);
  await readStream(rangeOf(connection, options), stop, io, (event) =>
    writer.write(
      options.pretty ? readingText(event, paint, { showsArrival: false }) : jsonLine(event),
    ),
  );
  return ExitStatus.Done;
}
