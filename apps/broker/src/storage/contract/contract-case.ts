/** One case of a contract, for any test runner: `for (const { name, run } of cases) test(name, run)`. */
export interface ContractCase {
  readonly name: string;
  /** Rejects with an `AssertionError` if the backend violates the contract. */
  run(): Promise<void>;
}
