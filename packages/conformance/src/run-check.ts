/** Runs one check and turns its result, or its error, into a row of a report. */
import type { CheckOf } from './check.js';
import { notifyResult, type ReportRow, type Verdict } from './report.js';
import { NotApplicable } from './verdict.js';

const PROGRAMMING_ERRORS = [TypeError, ReferenceError, RangeError, SyntaxError];
const ABORTED = 'the run was aborted';

/** Never rejects. Passes the row to `onResult`; errors that it throws are ignored. */
export async function runCheck<Context extends AsyncDisposable>(
  check: CheckOf<Context>,
  createContext: () => Context,
  signal: AbortSignal | undefined,
  onResult: ((row: ReportRow) => void) | undefined,
): Promise<ReportRow> {
  const { id, rule, title, expected } = check;
  const startMs = performance.now();
  const [verdict, observed] = await verdictOf(check, createContext, signal);
  const ms = Math.round(performance.now() - startMs);
  const row = { id, rule, title, expected, observed, verdict, ms };
  notifyResult(onResult, row);
  return row;
}

async function verdictOf<Context extends AsyncDisposable>(
  check: CheckOf<Context>,
  createContext: () => Context,
  signal: AbortSignal | undefined,
): Promise<[Verdict, string]> {
  if (signal?.aborted) return ['skip', ABORTED];
  try {
    return ['pass', await observe(check, createContext, signal)];
  } catch (error) {
    if (signal?.aborted) return ['skip', ABORTED];
    return [error instanceof NotApplicable ? 'skip' : 'fail', messageOf(error)];
  }
}

/** On abort, disposes of the context at once and thereby closes every connection of the check. */
async function observe<Context extends AsyncDisposable>(
  check: CheckOf<Context>,
  createContext: () => Context,
  signal: AbortSignal | undefined,
): Promise<string> {
  await using context = createContext();
  let abort = (): void => {};
  const aborted = new Promise<never>((_resolve, reject) => {
    abort = () => reject(new NotApplicable(ABORTED));
  });
  signal?.addEventListener('abort', abort, { once: true });
  try {
    return await Promise.race([check.run(context), aborted]);
  } finally {
    signal?.removeEventListener('abort', abort);
  }
}

/** Marks errors such as TypeError, which come from a bug in the check and not from the server or client. */
function messageOf(error: unknown): string {
  const isBug = PROGRAMMING_ERRORS.some((kind) => error instanceof kind);
  const text = error instanceof Error ? error.message : String(error);
  return isBug ? `internal error of the check: ${text}` : text;
}
