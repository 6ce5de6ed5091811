/**
 * `developers`: manages the developers of a data directory, even while a broker is using it. A key is printed once,
 * on stdout as ID:KEY; only its hash is stored.
 */
import { readFile } from 'node:fs/promises';
import { oneOfWords, text } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { CommandError, ExitStatus, UsageError } from '../command-line/errors.js';
import { type Io, notice } from '../command-line/io.js';
import { type RawArguments, readOperands, readOptions } from '../command-line/options.js';
import {
  DATA_OPTION,
  type DataModule,
  dataDirectoryOf,
  dataError,
  loadData,
} from './data-module.js';

const OPERANDS = [
  {
    kind: oneOfWords('add', 'list', 'rotate', 'remove'),
    meaning: 'Action; rotate replaces the key',
  },
  { kind: text('ID'), isOptional: true, meaning: 'Id of the developer; omit for list' },
] as const;

const OPTIONS = {
  data: DATA_OPTION,
  keyFile: {
    flag: 'key-file',
    kind: text('FILE'),
    meaning: 'Use the key in this file instead of generating one',
  },
} as const;

export const developers: Command = {
  notes: [
    'A running broker applies a change at once and closes the connections of a removed developer within',
    'seconds. Developers from --developer or a config file are not stored in the directory, so this',
    'command neither lists nor changes them.',
  ],
  examples: ['developers add gym --data ./wearwire-data', 'developers list'],
  operands: OPERANDS,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const [action, id] = readOperands(line, OPERANDS);
  const { data: given, keyFile } = readOptions(line, OPTIONS);
  if ((id === undefined) !== (action === 'list')) {
    throw new UsageError(id === undefined ? `${action} requires an ID` : 'list accepts no ID');
  }
  const path = dataDirectoryOf(given, io);
  const data = await loadData();
  try {
    const key = keyFile === undefined ? undefined : await readKey(keyFile);
    await using directory = await (action === 'add'
      ? data.DeveloperDirectory.openOrMake(path)
      : data.DeveloperDirectory.open(path));
    await applyAction(directory, action, id ?? '', key, io);
    return ExitStatus.Done;
  } catch (error) {
    throw dataError(data, error);
  }
}

async function applyAction(
  directory: DataModule['DeveloperDirectory']['prototype'],
  action: 'add' | 'list' | 'rotate' | 'remove',
  id: string,
  key: string | undefined,
  io: Io,
): Promise<void> {
  if (action === 'list') {
    io.stdout.write((await directory.list()).map((developerId) => `${developerId}\n`).join(''));
  } else if (action === 'remove') {
    await directory.remove(id);
    notice(io, `removed ${id} and its tokens`);
  } else {
    const created = await directory[action](id, key);
    notice(io, 'this key is shown once and cannot be retrieved; only its hash is stored');
    io.stdout.write(`${created.id}:${created.key}\n`);
  }
}

async function readKey(file: string): Promise<string> {
  const contents = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(
      `--key-file: cannot read ${file} (${(cause as NodeJS.ErrnoException).code})`,
      { cause },
    );
  });
  const key = contents.trim();
  if (key === '' || /\s/.test(key))
    throw new CommandError(`--key-file ${file} must contain exactly one key`);
  return key;
}
