/** The interface of a check: one rule of the protocol, tested by what a server or a client sends and does. */
import type { ClientTestContext } from './clients/client-test-context.js';
import type { TestContext } from './context/test-context.js';

/** A check of a server or of a client; `Context` holds its connections and is disposed of afterwards. */
export interface CheckOf<Context> {
  /** Unique: the group, a dot, and what is tested. */
  readonly id: string;
  /** Rule id in docs/protocol.md. */
  readonly rule: string;
  readonly title: string;
  /** What a conforming server or client does. */
  readonly expected: string;
  /** Resolves with what was observed. Throws `Deviation` on a failure, `NotApplicable` to be skipped. */
  readonly run: (context: Context) => Promise<string>;
}

/** One check of a client. */
export type ClientCheck = CheckOf<ClientTestContext>;

/** One check of a server. */
export interface Check extends CheckOf<TestContext> {
  /**
   * The check mostly waits for a deadline of the server and takes no consumer slot, so it may run
   * concurrently with others.
   */
  readonly runsConcurrently?: boolean;
  /** The check stops the server, so it runs after all others. */
  readonly stopsServer?: boolean;
}

/** The checks that `only` names by id, group or rule; all if it is absent. */
export function selected<One extends Pick<Check, 'id' | 'rule'>>(
  checks: readonly One[],
  only: readonly string[] | undefined,
): readonly One[] {
  if (only === undefined) return checks;
  return checks.filter(({ id, rule }) => {
    const group = id.slice(0, id.indexOf('.'));
    return [id, group, rule].some((name) => only.includes(name));
  });
}
