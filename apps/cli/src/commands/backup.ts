/** `backup`: a data directory as it is at this moment, in one tar file; its broker goes on meanwhile. */
import { stat } from 'node:fs/promises';
import type { Command } from '../line/command.js';
import { ExitStatus } from '../line/errors.js';
import type { Io } from '../line/io.js';
import { type RawLine, readOperands } from '../line/options.js';
import { text } from '../line/values.js';
import { bytesText } from './bytes-text.js';
import { dataError, loadData } from './data-module.js';
import { plural } from './plural.js';

const OPERANDS = [
  { kind: text('DIR'), meaning: 'the data directory' },
  { kind: text('FILE'), meaning: 'where to; compressed when it ends in .gz or .tgz' },
] as const;

export const backup: Command = {
  name: 'backup',
  summary: 'copy a data directory into a file, while its broker runs',
  notes: [
    'A FILE that is there is replaced when the new one is whole; a FIFO or a character device, such as',
    '/dev/stdout, is written to as it is. It holds readings and the hashes of keys, no key and no token:',
    'keep it as you keep the directory.',
  ],
  examples: ['backup ./wearwire-data monday.tar.gz'],
  operand: OPERANDS,
  options: [],
  run,
};

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const [directory, file] = readOperands(line, OPERANDS);
  const data = await loadData();
  try {
    const { files, brokerRan, takenAt } = await data.backUp(directory, file);
    const bytes = files.reduce((sum, one) => sum + one.bytes, 0);
    const what = `${plural(files.length, 'file')}, ${bytesText(bytes)}`;
    const state = brokerRan ? 'while its broker ran' : 'its broker stopped';
    // What is written to stdout may be the backup itself.
    const out = (await stat(file)).isFile() ? io.stdout : io.stderr;
    out.write(`${file}: ${directory} as of ${takenAt}, ${state}: ${what}\n`);
    return ExitStatus.Done;
  } catch (error) {
    throw dataError(data, error);
  }
}
