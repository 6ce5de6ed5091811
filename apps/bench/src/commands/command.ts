/**
 * A command of `wearwire bench`: a table of options and what it does. Parsing, help and exit are the command
 * line's; so is knowing where the program lies that starts our broker.
 */
import type { BenchOptions, ValueKind, ValuesOf } from '../options.js';

/** What a command may touch of the world. */
export interface BenchContext {
  /** Path of wearwire.js. */
  readonly program: string;
  /** As it was typed, for the manifest. */
  readonly commandLine: string;
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
}

/** A command with its table of options. */
export interface BenchCommand<T extends BenchOptions = BenchOptions> {
  readonly name: string;
  readonly summary: string;
  readonly notes?: readonly string[];
  /** Lines behind `wearwire`. */
  readonly examples: readonly string[];
  /** What stands behind the name without a flag, in this order. */
  readonly operands?: readonly { readonly kind: ValueKind<string>; readonly meaning: string }[];
  readonly options: T;
  /** Resolves to whether all was correct and valid. Throws an Error of one line. */
  run(context: BenchContext, values: ValuesOf<T>, operands: readonly string[]): Promise<boolean>;
}

export function defineCommand<const T extends BenchOptions>(
  command: BenchCommand<T>,
): BenchCommand {
  return command as unknown as BenchCommand;
}
