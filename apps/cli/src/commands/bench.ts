/**
 * `bench`: the commands of `@wearwire/bench`, with the command line's parser, help and signals.
 * The exit status is 0 when every run was correct and valid.
 */
import { fileURLToPath } from 'node:url';
import { BENCH_COMMANDS, type BenchCommand } from '@wearwire/bench';
import type { OptionTable } from '@wearwire/options';
import type { Command, CommandGroup } from '../command-line/command.js';
import { CommandError, ExitStatus, messageOf, UsageError } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';
import { type RawArguments, readOperands, readOptions } from '../command-line/options.js';
import { listenForStop } from '../command-line/signals.js';

const PROGRAM = fileURLToPath(new URL('../../bin/wearwire.js', import.meta.url));
const NAME = 'bench';

/** Returns the command that the words name, such as `quick` or `run fan-in`; the group itself if there are no words. */
export function loadBench(words: readonly string[]): Command | CommandGroup {
  const firstFlag = words.findIndex((word) => word.startsWith('-'));
  const operands = firstFlag < 0 ? words : words.slice(0, firstFlag);
  const [first] = operands;
  if (first === undefined) return group(NAME, BENCH_COMMANDS);
  const firstTwo = operands.slice(0, 2);
  const command =
    BENCH_COMMANDS.find(({ name }) => name === firstTwo.join(' ')) ??
    BENCH_COMMANDS.find(({ name }) => name === first);
  if (command !== undefined) return asCommand(command);
  const members = BENCH_COMMANDS.filter(({ name }) => name.startsWith(`${first} `));
  if (members.length > 0 && operands.length === 1) return group(`${NAME} ${first}`, members);
  const names = (members.length > 0 ? members : BENCH_COMMANDS).map(({ name }) => name);
  throw new UsageError(
    `unknown command ${JSON.stringify([NAME, ...firstTwo].join(' '))}; available: ${names.join(', ')}`,
  );
}

function asCommand(command: BenchCommand): Command {
  const { name, summary, notes, examples, operands = [] } = command;
  const options = command.options as OptionTable;
  return {
    title: { name: `${NAME} ${name}`, summary },
    ...(notes && { notes }),
    examples,
    operands,
    options: Object.values(options),
    run: (line, io) => run(command, options, line, io),
  };
}

/** `name`: `bench`, or `bench run`. The names of `commands` do not include `bench`. */
function group(name: string, commands: readonly BenchCommand[]): CommandGroup {
  const prefixLength = name.length - NAME.length;
  return {
    title: {
      name,
      summary:
        'benchmark the broker against a minimal control server and other servers; every event is checked',
    },
    notes: [
      'Exit status: 0 if every run was correct and valid, 1 otherwise.',
      'Latency is measured from the scheduled send time of an event, not from the actual one.',
    ],
    examples: ['bench quick', 'bench run fan-in --rate 60k --target wearwire-disk --target relay'],
    commands: commands.map((command) => ({
      name: command.name.slice(prefixLength).trimStart(),
      summary: command.summary,
    })),
  };
}

async function run(
  command: BenchCommand,
  options: OptionTable,
  line: RawArguments,
  io: Io,
): Promise<ExitStatus> {
  const values = readOptions(line, options);
  const operands = readOperands(line, command.operands ?? []);
  using stop = listenForStop();
  try {
    const hasPassed = await command.run(
      {
        program: PROGRAM,
        commandLine: ['wearwire', ...process.argv.slice(2)].join(' '),
        stdout: io.stdout,
        stderr: io.stderr,
        signal: stop.signal,
      },
      values,
      operands,
    );
    return hasPassed ? ExitStatus.Done : ExitStatus.Failed;
  } catch (error) {
    if (stop.signal.aborted) throw new CommandError('the benchmark was stopped', { cause: error });
    throw new CommandError(messageOf(error), { cause: error });
  }
}
