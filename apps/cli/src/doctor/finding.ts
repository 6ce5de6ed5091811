/** The result of one check of `doctor`. */
export type Verdict = 'ok' | 'warn' | 'fail';

export interface Finding {
  /** Stable, for scripts: `file-limit`. */
  readonly name: string;
  readonly verdict: Verdict;
  /** The observation. */
  readonly seen: string;
  /** What to do; present for `warn` and `fail`. */
  readonly remedy?: string;
}

export function ok(name: string, seen: string): Finding {
  return { name, verdict: 'ok', seen };
}

export function warn(name: string, seen: string, remedy: string): Finding {
  return { name, verdict: 'warn', seen, remedy };
}

export function fail(name: string, seen: string, remedy: string): Finding {
  return { name, verdict: 'fail', seen, remedy };
}
