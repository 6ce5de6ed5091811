/** `restore`: a new data directory out of a backup, checked before it is put into its place. */
import type { Command } from '../line/command.js';
import { ExitStatus } from '../line/errors.js';
import type { Io } from '../line/io.js';
import { type RawLine, readOperands, readOptions } from '../line/options.js';
import { flag, text } from '../line/values.js';
import { dataError, loadData } from './data-module.js';
import { plural } from './plural.js';

const OPERANDS = [
  { kind: text('FILE'), meaning: 'the backup' },
  { kind: text('DIR'), meaning: 'a directory that is empty or not there' },
] as const;

const OPTIONS = {
  keepEpoch: {
    flag: 'keep-epoch',
    kind: flag,
    meaning:
      'go on under the old epoch; only if no broker has run on the directory since the backup began',
  },
} as const;

export const restore: Command = {
  name: 'restore',
  summary: 'make a data directory of a backup',
  notes: [
    'Numbers go on behind the newest in the backup. A broker that ran since may have given some of',
    'them to other events, so the log goes on under a new epoch: consumers learn of it and read again',
    'what is kept. With --keep-epoch after such a run, consumers pass over events without notice.',
    'A restore that was broken off can be repeated; until then no broker starts in DIR.',
  ],
  examples: ['restore monday.tar.gz ./wearwire-data'],
  operand: OPERANDS,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const [file, directory] = readOperands(line, OPERANDS);
  const options = readOptions(line, OPTIONS);
  const data = await loadData();
  try {
    const { manifest, isNewEpoch, developers } = await data.restoreBackup(file, directory, options);
    const epoch = isNewEpoch ? 'under a new epoch' : 'under its old epoch';
    const who = plural(developers, 'developer');
    io.stdout.write(`${directory}: as of ${manifest.takenAt}, ${who}, goes on ${epoch}\n`);
    return ExitStatus.Done;
  } catch (error) {
    throw dataError(data, error);
  }
}
