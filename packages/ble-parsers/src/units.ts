/** Units for the meta of decoders. Most follow from the names of the fields, which end with their unit. */

/** Suffix of a name and its unit. The first match applies, so longer suffixes come first. */
const UNITS: readonly (readonly [suffix: string, unit: string])[] = [
  ['Raw', ''],
  ['PerHourKcal', 'kcal/h'],
  ['PerMinuteKcal', 'kcal/min'],
  ['KmPerMinute', 'km/min'],
  ['PerMinute', '1/min'],
  ['SPer500m', 's/500 m'],
  ['MgDlMin', 'mg/dL/min'],
  ['MgDl', 'mg/dL'],
  ['Percent', '%'],
  ['Equivalent', 'MET'],
  ['Years', 'a'],
  ['KgPerM', 'kg/m'],
  ['Kcal', 'kcal'],
  ['Kmh', 'km/h'],
  ['Mps', 'm/s'],
  ['Rpm', 'rpm'],
  ['Bpm', 'bpm'],
  ['Spm', '1/min'],
  ['Deg', '°'],
  ['Min', 'min'],
  ['Ohm', 'Ω'],
  ['Kj', 'kJ'],
  ['Kg', 'kg'],
  ['Gn', 'g'],
  ['Nm', 'N m'],
  ['Mm', 'mm'],
  ['Pa', 'Pa'],
  ['C', '°C'],
  ['G', 'g'],
  ['H', 'h'],
  ['M', 'm'],
  ['N', 'N'],
  ['S', 's'],
  ['T', 'T'],
  ['W', 'W'],
];

/** Returns units by name: those in `given`, and those derived from the field names of up to two layouts. */
export function unitsOf<A extends string, B extends string = never, C extends string = never>(
  given: Readonly<Record<A, string>>,
  first?: Readonly<Record<B, unknown>>,
  second?: Readonly<Record<C, unknown>>,
): Record<A | B | C, string> {
  const derived = Object.keys({ ...first, ...second }).map((name) => [name, unitOf(name)]);
  return { ...Object.fromEntries(derived), ...given };
}

/** Returns empty units, for sets of features. */
export function unitless<N extends string>(names: readonly N[]): Record<`${N}Supported`, string> {
  const pairs = names.map((name) => [`${name}Supported`, '']);
  return Object.fromEntries(pairs) as Record<`${N}Supported`, string>;
}

function unitOf(name: string): string {
  return UNITS.find(([suffix]) => name.endsWith(suffix))?.[1] ?? '';
}
