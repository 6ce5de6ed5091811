import { describe, it } from 'vitest';
import type { ContractCase } from '../src/storage/contract/contract-case.js';

/** Runs each case of a storage contract as a test. */
export function checkContract(title: string, cases: readonly ContractCase[]): void {
  describe(title, () => {
    it.each(cases)('$name', ({ run }) => run());
  });
}
