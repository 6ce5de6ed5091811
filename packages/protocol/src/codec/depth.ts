/**
 * Returns whether a decoded value has more than `levels` levels of objects and arrays (P-FR-6). Recursion stops at
 * `levels`, so input cannot overflow the stack.
 */
export function isDeeperThan(value: unknown, levels: number): boolean {
  if (typeof value !== 'object' || value === null) return false;
  if (levels === 0) return true;
  for (const inner of Object.values(value)) if (isDeeperThan(inner, levels - 1)) return true;
  return false;
}
