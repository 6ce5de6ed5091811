/** One check to one row of a report, whatever the check does. */
import type { ReportRow, Verdict } from './report.js';
import { NotApplicable } from './verdict.js';

/** A check of anything, in a place of its own that is left when it is over. */
interface AnyCheck<Place> {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly expected: string;
  readonly run: (place: Place) => Promise<string>;
}

const OWN_ERRORS = [TypeError, ReferenceError, RangeError, SyntaxError];
const ENDED = 'the run was ended';

/** Never rejects. `onResult` gets the row; what it throws is ignored. */
export async function rowOf<Place extends AsyncDisposable>(
  check: AnyCheck<Place>,
  makePlace: () => Place,
  signal: AbortSignal | undefined,
  onResult: ((row: ReportRow) => void) | undefined,
): Promise<ReportRow> {
  const { id, rule, title, expected } = check;
  const startMs = performance.now();
  const [verdict, observed] = await verdictOf(check, makePlace, signal);
  const ms = Math.round(performance.now() - startMs);
  const row = { id, rule, title, expected, observed, verdict, ms };
  try {
    onResult?.(row);
  } catch {
    // a listener's fault is not the peer's
  }
  return row;
}

async function verdictOf<Place extends AsyncDisposable>(
  check: AnyCheck<Place>,
  makePlace: () => Place,
  signal: AbortSignal | undefined,
): Promise<[Verdict, string]> {
  if (signal?.aborted) return ['skip', ENDED];
  try {
    return ['pass', await observe(check, makePlace, signal)];
  } catch (error) {
    if (signal?.aborted) return ['skip', ENDED];
    return [error instanceof NotApplicable ? 'skip' : 'fail', messageOf(error)];
  }
}

/** On the signal the place is left, and with it every connection, wherever the check is. */
async function observe<Place extends AsyncDisposable>(
  check: AnyCheck<Place>,
  makePlace: () => Place,
  signal: AbortSignal | undefined,
): Promise<string> {
  await using place = makePlace();
  let end = (): void => {};
  const ended = new Promise<never>((_resolve, reject) => {
    end = () => reject(new NotApplicable(ENDED));
  });
  signal?.addEventListener('abort', end, { once: true });
  try {
    return await Promise.race([check.run(place), ended]);
  } finally {
    signal?.removeEventListener('abort', end);
  }
}

/** Errors that JavaScript itself throws are ours, not the peer's: the row says so. */
function messageOf(error: unknown): string {
  const isOurs = OWN_ERRORS.some((kind) => error instanceof kind);
  const text = error instanceof Error ? error.message : String(error);
  return isOurs ? `the check itself broke: ${text}` : text;
}
