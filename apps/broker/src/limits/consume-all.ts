/** Consumes from several allowances: from all of them, or from none. */
import type { Allowance } from './allowance.js';

/** An amount to consume from one allowance. */
export interface Consumption<Limit extends string> {
  /** Name of the limit, for the answer. */
  readonly limit: Limit;
  readonly allowance: Allowance;
  readonly amount: number;
}

/** If a limit would be exceeded, returns the first such limit and how long to wait, and consumes nothing. */
export function consumeAll<Limit extends string>(
  consumptions: readonly Consumption<Limit>[],
  nowMs: number,
): { readonly limit: Limit; readonly waitMs: number } | undefined {
  for (const { limit, allowance, amount } of consumptions) {
    const waitMs = allowance.waitMs(amount, nowMs);
    if (waitMs > 0) return { limit, waitMs };
  }
  for (const { allowance, amount } of consumptions) allowance.consume(amount, nowMs);
  return undefined;
}
