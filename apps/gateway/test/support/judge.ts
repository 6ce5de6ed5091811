/** Checks that the log contains the delivered readings: each once, in order, for the right user. */
import type { ExpectedReading, Wearable } from './wearable.js';

export interface LoggedReading {
  readonly uid: string;
  readonly type: string;
  /** `val` or `d` as JSON. */
  readonly content: string;
}

export interface Verdict {
  readonly judged: number;
  /** Readings that are missing, duplicated or out of order; one sentence each. */
  readonly faults: readonly string[];
}

/** Each user has one wearable, so the user identifies the wearable of a reading. */
export function judge(wearables: readonly Wearable[], log: readonly LoggedReading[]): Verdict {
  const faults: string[] = [];
  let judged = 0;
  for (const wearable of wearables) {
    for (const type of wearable.kind.types) {
      const { user, kind } = wearable;
      const expected = wearable.expected.filter((one) => one.type === type);
      const logged = log.filter((one) => one.uid === user && one.type === type);
      judged += logged.length;
      faults.push(...compare(`${kind.name} ${type} of ${user}`, expected, logged));
      if (expected.length === 0) faults.push(`${kind.name} ${type} of ${user}: nothing was sent`);
    }
  }
  const users = new Set(wearables.map(({ user }) => user));
  for (const { uid, type } of log) {
    if (!users.has(uid)) faults.push(`${uid}, who has no sensor, has a reading ${type}`);
  }
  return { judged, faults };
}

function compare(
  name: string,
  expected: readonly ExpectedReading[],
  logged: readonly LoggedReading[],
): string[] {
  let at = 0;
  for (const [index, { content }] of logged.entries()) {
    // Only readings in flight during a crash may be missing.
    while (at < expected.length && expected[at]!.content !== content && !expected[at]!.isRequired)
      at++;
    const wanted = expected[at]?.content;
    if (wanted !== content) {
      return [`${name}: reading ${index} is ${content}; expected ${wanted ?? 'none'}`];
    }
    at++;
  }
  const missing = expected.slice(at).filter(({ isRequired }) => isRequired);
  return missing.length === 0 ? [] : [`${name}: the last ${missing.length} readings are missing`];
}
