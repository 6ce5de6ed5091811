/** The two systems of units that scales send in, by flag 0 of their measurements. */

/** Counts per unit in the system of the flags. */
export function bodyUnits(flags: number) {
  const isImperial = (flags & 1) === 1;
  return {
    /** kg in 0.005, or lb in 0.01. */
    massPer: isImperial ? 100 : 200,
    /** m in 0.001, or inches in 0.1. */
    heightPer: isImperial ? 10 : 1000,
    massUnit: isImperial ? ('lb' as const) : ('kg' as const),
    heightUnit: isImperial ? ('in' as const) : ('m' as const),
  };
}

/** The resolution of masses in kg by its code in the feature characteristics; 0 is not specified. */
export function massResolutionKg(code: number): number | undefined {
  return [undefined, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005][code];
}

/** The resolution of heights in m by its code in the feature characteristics; 0 is not specified. */
export function heightResolutionM(code: number): number | undefined {
  return [undefined, 0.01, 0.005, 0.001][code];
}
