/** A check: one statement of the protocol, as something that a server does or does not do on the wire. */
import type { Scene } from './peers/scene.js';

/** One check of a server. */
export interface Check {
  /** Unique: group, point, what is looked at. */
  readonly id: string;
  /** Id in docs/protocol.md. */
  readonly rule: string;
  readonly title: string;
  /** What a server that keeps the rule does. */
  readonly expected: string;
  /**
   * It mostly waits for a deadline of the server and needs no consumer's place:
   * it may run beside the others.
   */
  readonly waits?: boolean;
  /** It ends the server: it runs when all others are done. */
  readonly ends?: boolean;
  /** Resolves with what was seen. Throws `Deviation`, or `NotApplicable` where it cannot look. */
  readonly run: (scene: Scene) => Promise<string>;
}

/** Whether one of these is its id, its group or its rule. */
export function isNamed(check: Pick<Check, 'id' | 'rule'>, names: readonly string[]): boolean {
  const group = check.id.slice(0, check.id.indexOf('.'));
  return names.some((name) => name === check.id || name === group || name === check.rule);
}
