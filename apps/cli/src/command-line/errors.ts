/** Errors of the command line: a message of one line and an exit status. */

export const ExitStatus = {
  Done: 0,
  Failed: 1,
  /** The command line itself is wrong. */
  Usage: 2,
} as const;
export type ExitStatus = (typeof ExitStatus)[keyof typeof ExitStatus];

/** Printed as one line: what is wrong and how to fix it. The stack trace is printed only with `--debug`. */
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

/** The command line is wrong: exit status 2. */
export class UsageError extends CommandError {
  constructor(message: string, cause?: unknown) {
    super(message, { status: ExitStatus.Usage, cause });
    this.name = 'UsageError';
  }
}

/** The message of any thrown value, on one line. */
export function messageOf(error: unknown): string {
  const text = error instanceof Error ? error.message : String(error);
  return text.replaceAll(/\s*\n\s*/g, ' ');
}
