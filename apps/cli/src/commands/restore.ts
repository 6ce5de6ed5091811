/** `restore`: creates a data directory from a backup; verifies everything before it creates the directory. */

import { flag, text } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';
import { type RawArguments, readOperands, readOptions } from '../command-line/options.js';
import { dataError, loadData } from './data-module.js';
import { plural } from './plural.js';

const OPERANDS = [
  { kind: text('FILE'), meaning: 'Backup file' },
  { kind: text('DIR'), meaning: 'Data directory to create; must be empty or missing' },
] as const;

const OPTIONS = {
  keepEpoch: {
    flag: 'keep-epoch',
    kind: flag,
    meaning:
      'Keep the old epoch; safe only if no broker has used the original directory since the backup began',
  },
} as const;

export const restore: Command = {
  notes: [
    'Numbering continues after the newest seq in the backup. A broker that ran since the backup may have',
    'assigned those numbers to other events, so the log gets a new epoch; consumers notice and read the',
    'stored events again. If --keep-epoch is used after such a run, consumers skip events silently.',
    'An interrupted restore can be repeated; until then no broker starts in DIR.',
  ],
  examples: ['restore monday.tar.gz ./wearwire-data'],
  operands: OPERANDS,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const [file, directory] = readOperands(line, OPERANDS);
  const options = readOptions(line, OPTIONS);
  const data = await loadData();
  try {
    const { manifest, isNewEpoch, developers } = await data.restoreBackup(file, directory, options);
    const epoch = isNewEpoch ? 'new epoch' : 'old epoch kept';
    const contents = plural(developers, 'developer');
    io.stdout.write(`${directory}: as of ${manifest.takenAt}, ${contents}, ${epoch}\n`);
    return ExitStatus.Done;
  } catch (error) {
    throw dataError(data, error);
  }
}
