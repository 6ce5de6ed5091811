/**
 * `developers`: who may ask for tokens, in the data directory. A key is shown once, on stdout, as ID:KEY; what
 * is kept is its hash. It may be used while a broker runs in the directory.
 */
import { readFile } from 'node:fs/promises';
import type { Command } from '../line/command.js';
import { CommandError, ExitStatus, UsageError } from '../line/errors.js';
import { type Io, notice } from '../line/io.js';
import { type RawLine, readOperands, readOptions } from '../line/options.js';
import { choice, text } from '../line/values.js';
import {
  DATA_OPTION,
  type DataModule,
  dataDirectoryOf,
  dataError,
  loadData,
} from './data-module.js';

const OPERANDS = [
  {
    kind: choice('add', 'list', 'rotate', 'remove'),
    meaning: 'what to do; rotate gives a new key',
  },
  { kind: text('ID'), isOptional: true, meaning: 'the developer, for all but list' },
] as const;

const OPTIONS = {
  data: DATA_OPTION,
  keyFile: {
    flag: 'key-file',
    kind: text('FILE'),
    meaning: 'take the key that stands in this file instead of making one',
  },
} as const;

export const developers: Command = {
  name: 'developers',
  summary: 'the developers of a data directory and their keys',
  notes: [
    'A broker that runs in the directory goes by a change at once; connections of a developer that',
    'was removed are closed within seconds. Developers given by --developer or in a config file are',
    'not kept in the directory: they are neither listed nor changed here.',
  ],
  examples: ['developers add gym --data ./wearwire-data', 'developers list'],
  operand: OPERANDS,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const [verb, id] = readOperands(line, OPERANDS);
  const { data: given, keyFile } = readOptions(line, OPTIONS);
  if ((id === undefined) !== (verb === 'list')) {
    throw new UsageError(id === undefined ? `${verb} wants an ID` : 'list wants no ID');
  }
  const directory = dataDirectoryOf(given, io);
  const data = await loadData();
  try {
    const key = keyFile === undefined ? undefined : await readKey(keyFile);
    await using known = await (verb === 'add'
      ? data.DeveloperDirectory.openOrMake(directory)
      : data.DeveloperDirectory.open(directory));
    await act(known, verb, id ?? '', key, io);
    return ExitStatus.Done;
  } catch (error) {
    throw dataError(data, error);
  }
}

async function act(
  known: DataModule['DeveloperDirectory']['prototype'],
  verb: 'add' | 'list' | 'rotate' | 'remove',
  id: string,
  key: string | undefined,
  io: Io,
): Promise<void> {
  if (verb === 'list') {
    io.stdout.write((await known.list()).map((one) => `${one}\n`).join(''));
  } else if (verb === 'remove') {
    await known.remove(id);
    notice(io, `removed ${id} and its tokens`);
  } else {
    const made = await known[verb](id, key);
    notice(io, 'the key is shown this once; only its hash is kept');
    io.stdout.write(`${made.id}:${made.key}\n`);
  }
}

async function readKey(file: string): Promise<string> {
  const contents = await readFile(file, 'utf8').catch((cause: unknown) => {
    throw new CommandError(`--key-file ${file} cannot be read`, { cause });
  });
  const key = contents.trim();
  if (key === '' || /\s/.test(key)) throw new CommandError(`--key-file ${file} must hold one key`);
  return key;
}
