/** A share in % of which more than 100 means that it is not available. */
export function percent(value: number): number | undefined {
  return value > 100 ? undefined : value;
}
