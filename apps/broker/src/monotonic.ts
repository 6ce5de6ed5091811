/** Milliseconds of a clock that never steps. */
export function monotonicMs(): number {
  return performance.now();
}
