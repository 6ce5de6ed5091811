/** A percentage. Values above 100 mean that it is not available. */
export function percent(value: number): number | undefined {
  return value > 100 ? undefined : value;
}
