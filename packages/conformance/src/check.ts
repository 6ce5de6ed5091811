/** The interface of a check: one rule of the protocol, tested by what a server sends and does on the wire. */
import type { TestContext } from './context/test-context.js';

/** One check of a server. */
export interface Check {
  /** Unique: the group, a dot, and what is tested. */
  readonly id: string;
  /** Rule id in docs/protocol.md. */
  readonly rule: string;
  readonly title: string;
  /** What a conforming server does. */
  readonly expected: string;
  /**
   * The check mostly waits for a deadline of the server and takes no consumer slot, so it may run
   * concurrently with others.
   */
  readonly runsConcurrently?: boolean;
  /** The check stops the server, so it runs after all others. */
  readonly stopsServer?: boolean;
  /** Resolves with what was observed. Throws `Deviation` on a failure, `NotApplicable` to be skipped. */
  readonly run: (context: TestContext) => Promise<string>;
}

/** Whether `names` contains the id, the group or the rule of the check. */
export function isSelected(check: Pick<Check, 'id' | 'rule'>, names: readonly string[]): boolean {
  const group = check.id.slice(0, check.id.indexOf('.'));
  return names.some((name) => name === check.id || name === group || name === check.rule);
}
