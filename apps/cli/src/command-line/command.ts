/** The declaration of a command: name, help, options and implementation. Each has a file in `../commands`. */

import type { Option } from '@wearwire/options';
import type { ExitStatus } from './errors.js';
import type { Io } from './io.js';
import type { Operand, RawArguments } from './options.js';

export interface Command {
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  /** Lines of the help below the options. */
  readonly notes?: readonly string[];
  /** Example command lines, without the name of the program. */
  readonly examples: readonly string[];
  /** Positional arguments, in order. */
  readonly operand?: Operand | readonly Operand[];
  readonly options: readonly Option[];
  /** The commands of a group. */
  readonly commands?: readonly { readonly name: string; readonly summary: string }[];
  run(line: RawArguments, io: Io): Promise<ExitStatus>;
}

/** A row of the list of commands; the command's code is loaded when it runs. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** `words`: the arguments after the name; a group finds its command in them. */
  load(words: readonly string[]): Promise<Command>;
}
