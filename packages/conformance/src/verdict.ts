/** How a check says that it did not see what the rule demands, or that it cannot look at all. */

/** The server did something else: the row becomes `fail`, the message its `observed`. */
export class Deviation extends Error {
  override readonly name = 'Deviation';
}

/** The rule cannot be seen here: the row becomes `skip`, the message its `observed`. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

const SHOWN_CHARS_MAX = 200;
const CONTROL = /\p{Cc}/gu;

/** A value for a report: JSON on one line, cut where it is long. */
export function shown(value: unknown): string {
  const json = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const text = json.replace(CONTROL, (char) => JSON.stringify(char).slice(1, -1));
  return text.length > SHOWN_CHARS_MAX
    ? `${text.slice(0, SHOWN_CHARS_MAX)}… (${text.length} characters)`
    : text;
}

export function demand(condition: boolean, observed: string): asserts condition {
  if (!condition) throw new Deviation(observed);
}

/** Both as JSON, so that the order of keys counts. */
export function demandSame(observed: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(observed) === JSON.stringify(expected)) return;
  throw new Deviation(`${what}: ${shown(observed)} instead of ${shown(expected)}`);
}
