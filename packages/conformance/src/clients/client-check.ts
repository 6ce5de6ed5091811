/** The interface of a check of a client: one rule, tested by what a client does with a scripted server. */
import type { ClientTestContext } from './client-test-context.js';

/** One check of a client. */
export interface ClientCheck {
  readonly id: string;
  readonly rule: string;
  readonly title: string;
  readonly expected: string;
  /** Resolves with what was observed. Throws `Deviation` on a failure, `NotApplicable` to be skipped. */
  readonly run: (context: ClientTestContext) => Promise<string>;
}
