/** The two systems of units that scales use, selected by flag 0 of their measurements. */

/** Returns the counts per unit in the system that the flags select. */
export function bodyUnits(flags: number) {
  const isImperial = (flags & 1) === 1;
  return {
    /** kg in steps of 0.005, or lb in steps of 0.01. */
    massPer: isImperial ? 100 : 200,
    /** m in steps of 0.001, or inches in steps of 0.1. */
    heightPer: isImperial ? 10 : 1000,
    massUnit: isImperial ? ('lb' as const) : ('kg' as const),
    heightUnit: isImperial ? ('in' as const) : ('m' as const),
  };
}

/** Returns the resolution of masses in kg for a code of the feature characteristics; 0 is unspecified. */
export function massResolutionKg(code: number): number | undefined {
  return [undefined, 0.5, 0.2, 0.1, 0.05, 0.02, 0.01, 0.005][code];
}

/** Returns the resolution of heights in m for a code of the feature characteristics; 0 is unspecified. */
export function heightResolutionM(code: number): number | undefined {
  return [undefined, 0.01, 0.005, 0.001][code];
}
