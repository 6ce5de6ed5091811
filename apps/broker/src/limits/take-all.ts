/** Takes from several allowances, from all of them or from none. */
import type { Allowance } from './allowance.js';

/** What is to be taken from one allowance. */
export interface Take<Limit extends string> {
  /** Name of the limit, for the answer. */
  readonly limit: Limit;
  readonly allowance: Allowance;
  readonly amount: number;
}

/** The first limit that would be exceeded, and how long to wait; then nothing is taken. */
export function takeAll<Limit extends string>(
  takes: readonly Take<Limit>[],
  nowMs: number,
): { readonly limit: Limit; readonly waitMs: number } | undefined {
  for (const { limit, allowance, amount } of takes) {
    const waitMs = allowance.waitMs(amount, nowMs);
    if (waitMs > 0) return { limit, waitMs };
  }
  for (const { allowance, amount } of takes) allowance.take(amount, nowMs);
  return undefined;
}
