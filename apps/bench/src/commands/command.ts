/**
 * A command of `wearwire bench`: its options and its implementation. The command line implements parsing, help
 * and exit code, and passes the path of the program that starts the wearwire broker.
 */
import type { OptionTable, OptionValues, ValueKind } from '@wearwire/options';

/** The environment of a command. */
export interface BenchContext {
  /** Path of wearwire.js. */
  readonly program: string;
  /** The command line as entered, for the manifest. */
  readonly commandLine: string;
  readonly stdout: NodeJS.WritableStream & { readonly columns?: number };
  readonly stderr: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly signal: AbortSignal;
}

/** A command with its options. */
export interface BenchCommand<T extends OptionTable = OptionTable> {
  readonly name: string;
  readonly summary: string;
  readonly notes?: readonly string[];
  /** Example command lines, without `wearwire`. */
  readonly examples: readonly string[];
  /** Positional arguments, in order. */
  readonly operands?: readonly { readonly kind: ValueKind<string>; readonly meaning: string }[];
  readonly options: T;
  /** Resolves to `true` if all runs were correct and valid. Throws an Error with a one-line message. */
  run(
    context: BenchContext,
    values: OptionValues<T>,
    operands: readonly string[],
  ): Promise<boolean>;
}

export function defineCommand<const T extends OptionTable>(command: BenchCommand<T>): BenchCommand {
  return command as unknown as BenchCommand;
}
