/** Runs the command that the arguments name and returns its exit status. Errors are printed here only. */
import { readFile } from 'node:fs/promises';
import type { CommandEntry } from './command-line/command.js';
import { CommandError, ExitStatus, messageOf, UsageError } from './command-line/errors.js';
import { commandHelp, generalHelp, groupHelp } from './command-line/help.js';
import { type Io, notice, processIo } from './command-line/io.js';
import { COMMON_OPTIONS, splitArguments } from './command-line/options.js';
import { suggestion } from './command-line/suggest.js';
import { printable } from './command-line/terminal-text.js';
import { COMMANDS } from './commands/table.js';
import { checkVariables } from './commands/variables.js';

/** Runs one command; all output goes to `io`. Never throws. */
export async function main(args: readonly string[], io: Io = processIo()): Promise<ExitStatus> {
  try {
    const [first, ...others] = args;
    // `help COMMAND` is `COMMAND --help`.
    const isHelp = first === 'help' && others[0] !== undefined && !others[0].startsWith('-');
    const [name, ...rest] = isHelp ? [...others, '--help'] : args;
    if (name === undefined || name === '--help' || name === '-h' || name === 'help') {
      io.stdout.write(generalHelp(io.program, COMMANDS));
      return name === undefined ? ExitStatus.Usage : ExitStatus.Done;
    }
    if (name === '--version' || name === '-v') {
      io.stdout.write(`${await programVersion()}\n`);
      return ExitStatus.Done;
    }
    return await runCommand(entryOf(name), rest, io);
  } catch (error) {
    return report(error, args.includes('--debug'), io);
  }
}

function entryOf(name: string): CommandEntry {
  const entry = COMMANDS.find((command) => command.name === name);
  if (entry !== undefined) return entry;
  const names = COMMANDS.map((command) => command.name);
  const hint = suggestion(name, names) || `; available: ${names.join(', ')}`;
  throw new UsageError(`unknown command ${JSON.stringify(name)}${hint}`);
}

/** `args`: the arguments after the name of the entry. */
async function runCommand(
  entry: CommandEntry,
  args: readonly string[],
  io: Io,
): Promise<ExitStatus> {
  const command = await entry.load(args);
  const { title = entry } = command;
  const isGroup = 'commands' in command;
  if (args.includes('--help') || args.includes('-h')) {
    const help = isGroup
      ? groupHelp(io.program, title, command)
      : commandHelp(io.program, title, command);
    io.stdout.write(help);
    return ExitStatus.Done;
  }
  if (isGroup) throw new UsageError(`${title.name} requires a command; see --help`);
  await checkVariables(io.env);
  const words = title.name.split(' ').length - 1;
  const options = [...command.options, ...Object.values(COMMON_OPTIONS)];
  const line = splitArguments(args.slice(words), options);
  if (command.operands === undefined && line.operands.length > 0) {
    throw new UsageError(`${title.name} accepts only flags as arguments; see --help`);
  }
  return command.run(line, io);
}

function report(error: unknown, isDebug: boolean, io: Io): ExitStatus {
  notice(io, messageOf(error));
  if (isDebug && error instanceof Error)
    io.stderr.write(`${stackOf(error).split('\n').map(printable).join('\n')}\n`);
  return error instanceof CommandError ? error.status : ExitStatus.Failed;
}

function stackOf(error: Error): string {
  const { stack = '', cause } = error;
  return cause instanceof Error ? `${stack}\ncaused by ${stackOf(cause)}` : stack;
}

async function programVersion(): Promise<string> {
  const manifest = await readFile(new URL('../package.json', import.meta.url), 'utf8');
  return String((JSON.parse(manifest) as { readonly version: unknown }).version);
}
