/** `backup`: writes a snapshot of a data directory to a tar file, even while its broker is running. */
import { stat } from 'node:fs/promises';
import { text } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';
import { type RawArguments, readOperands } from '../command-line/options.js';
import { bytesText } from './bytes-text.js';
import { dataError, loadData } from './data-module.js';
import { plural } from './plural.js';

const OPERANDS = [
  { kind: text('DIR'), meaning: 'Data directory' },
  { kind: text('FILE'), meaning: 'File to write; compressed if its name ends in .gz or .tgz' },
] as const;

export const backup: Command = {
  notes: [
    'An existing FILE is replaced when the backup is complete. A FIFO or a character device, such as',
    '/dev/stdout, is written to directly. The backup contains readings and hashes of keys, but no keys and',
    'no tokens: protect it as you protect the directory.',
  ],
  examples: ['backup ./wearwire-data monday.tar.gz'],
  operands: OPERANDS,
  options: [],
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const [directory, file] = readOperands(line, OPERANDS);
  const data = await loadData();
  try {
    const { files, brokerRan, takenAt } = await data.backUp(directory, file);
    const bytes = files.reduce((sum, { bytes: fileBytes }) => sum + fileBytes, 0);
    const contents = `${plural(files.length, 'file')}, ${bytesText(bytes)}`;
    const state = brokerRan ? 'broker running' : 'broker stopped';
    // FILE may be /dev/stdout: the message must not go into the backup.
    const out = (await stat(file)).isFile() ? io.stdout : io.stderr;
    out.write(`${file}: ${directory} as of ${takenAt}, ${state}: ${contents}\n`);
    return ExitStatus.Done;
  } catch (error) {
    throw dataError(data, error);
  }
}
