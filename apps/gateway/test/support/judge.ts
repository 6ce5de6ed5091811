/** Whether the log holds what was delivered: each reading once, in order, of the right user. */
import type { ExpectedReading, Wearable } from './wearable.js';

export interface LoggedReading {
  readonly uid: string;
  readonly type: string;
  /** `val` or `d` as JSON. */
  readonly content: string;
}

export interface Verdict {
  readonly judged: number;
  /** Readings that are not where they must be; a sentence each. */
  readonly faults: readonly string[];
}

/** A user has one wearable, so that the user tells whose a reading is. */
export function judge(wearables: readonly Wearable[], log: readonly LoggedReading[]): Verdict {
  const faults: string[] = [];
  let judged = 0;
  const known = new Set<string>();
  for (const wearable of wearables) {
    for (const type of wearable.kind.types) {
      const { user, kind } = wearable;
      known.add(`${user} ${type}`);
      const expected = wearable.expected.filter((one) => one.type === type);
      const logged = log.filter((one) => one.uid === user && one.type === type);
      judged += logged.length;
      faults.push(...compare(`${kind.name} ${type} of ${user}`, expected, logged));
      if (expected.length === 0) faults.push(`${kind.name} ${type} of ${user}: nothing was sent`);
    }
  }
  for (const { uid, type } of log) {
    // What was read of the device is not counted by packets.
    const isOther = type === 'BATTERY' || wearables.some(({ user }) => user === uid);
    if (!known.has(`${uid} ${type}`) && !isOther) faults.push(`${uid} has a reading ${type}`);
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
    // Readings that were on their way in a crash may be missing; all others may not.
    while (at < expected.length && expected[at]!.content !== content && !expected[at]!.isSure) at++;
    const wanted = expected[at]?.content;
    if (wanted !== content) {
      return [`${name}: place ${index} holds ${content}, where ${wanted ?? 'nothing'} must be`];
    }
    at++;
  }
  const missing = expected.slice(at).filter(({ isSure }) => isSure);
  return missing.length === 0 ? [] : [`${name}: the last ${missing.length} are missing`];
}
