/** Errors by which a check fails or is skipped, and the assertions that throw them. */

/** The rule is broken: the row becomes `fail` with the message as `observed`. */
export class Deviation extends Error {
  override readonly name = 'Deviation';
}

/** The rule cannot be checked here: the row becomes `skip` with the message as `observed`. */
export class NotApplicable extends Error {
  override readonly name = 'NotApplicable';
}

const VALUE_CHARS_MAX = 200;
const CONTROL = /\p{Cc}/gu;

/** Formats a value for a report, on one line, truncated if long: a string as it is, other values as JSON. */
export function formatValue(value: unknown): string {
  const json = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const text = json.replace(CONTROL, (char) => JSON.stringify(char).slice(1, -1));
  return text.length > VALUE_CHARS_MAX
    ? `${text.slice(0, VALUE_CHARS_MAX)}… (${text.length} characters)`
    : text;
}

export function assert(condition: boolean, observed: string): asserts condition {
  if (!condition) throw new Deviation(observed);
}

/** Compares both as JSON, so that the order of keys matters. */
export function assertSame(observed: unknown, expected: unknown, what: string): void {
  if (JSON.stringify(observed) === JSON.stringify(expected)) return;
  throw new Deviation(`${what}: ${formatValue(observed)} instead of ${formatValue(expected)}`);
}
