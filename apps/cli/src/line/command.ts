/** What a command is: its table, its help, and what it does. One file a command in `../commands`. */
import type { ExitStatus } from './errors.js';
import type { Io } from './io.js';
import type { Operand, Option, RawLine } from './options.js';

export interface Command {
  readonly name: string;
  /** One sentence for the list of commands. */
  readonly summary: string;
  /** What may be told beyond the table, below it. */
  readonly notes?: readonly string[];
  /** Lines behind the name of the program. */
  readonly examples: readonly string[];
  /** One, or several in their order. */
  readonly operand?: Operand | readonly Operand[];
  readonly options: readonly Option[];
  /** What its next word may be, where it is a group of commands. */
  readonly commands?: readonly { readonly name: string; readonly summary: string }[];
  run(line: RawLine, io: Io): Promise<ExitStatus>;
}

/** A command in the list; its code is loaded when it is asked for. */
export interface CommandEntry {
  readonly name: string;
  readonly summary: string;
  /** `words`: what stands behind the name; a group finds its command there. */
  load(words: readonly string[]): Promise<Command>;
}
