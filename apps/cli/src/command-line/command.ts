/** The declaration of a command: help, options and implementation. Each command has a file in `../commands`. */

import type { Option } from '@wearwire/options';
import type { ExitStatus } from './errors.js';
import type { Io } from './io.js';
import type { Operand, RawArguments } from './options.js';

/** Name and purpose, as the list of commands shows them. */
export interface CommandTitle {
  /** Several words for a command of a group, such as `bench run fan-in`. */
  readonly name: string;
  /** One sentence. */
  readonly summary: string;
}

interface CommandHelp {
  /** Replaces the title of the entry; required for a command of a group. */
  readonly title?: CommandTitle;
  /** Lines of the help below the options. */
  readonly notes?: readonly string[];
  /** Example command lines, without the name of the program. */
  readonly examples: readonly string[];
}

export interface Command extends CommandHelp {
  /** Positional arguments, in order. */
  readonly operands?: readonly Operand[];
  readonly options: readonly Option[];
  run(line: RawArguments, io: Io): Promise<ExitStatus>;
}

export interface CommandGroup extends CommandHelp {
  readonly commands: readonly CommandTitle[];
}

/** A row of the list of commands; the command's code is loaded when it runs. */
export interface CommandEntry extends CommandTitle {
  /** `words`: the arguments after the name; a group finds its command in them. */
  load(words: readonly string[]): Promise<Command | CommandGroup>;
}
