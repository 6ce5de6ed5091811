/** What goes wrong on the command line: one line for a person, an exit status for a script. */

export const ExitStatus = {
  Done: 0,
  Failed: 1,
  /** The command line itself is wrong. */
  Usage: 2,
} as const;
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/** Shown as one line: what is wrong and how to mend it. A stack is shown with `--debug` only. */
export class CommandError extends Error {
  readonly status: ExitStatus;

  constructor(
    message: string,
    options: { readonly status?: ExitStatus; readonly cause?: unknown } = {},
  ) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = 'CommandError';
    this.status = options.status ?? ExitStatus.Failed;
  }
}

/** The command line cannot be understood: exit status 2. */
export class UsageError extends CommandError {
  constructor(message: string, cause?: unknown) {
    super(message, { status: ExitStatus.Usage, cause });
    this.name = 'UsageError';
  }
}

/** The message of anything that was thrown, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
