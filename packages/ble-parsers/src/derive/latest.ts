import type { Reducer } from './reducer.js';

/**
 * Adds the last value of a field to packets that lack it, for fields that are sent in separate packets, such
 * as the quality of an ANT+ core temperature sensor. `initial` is used until the first value.
 */
export function latest<F extends string, T>(
  field: F,
  initial?: T,
): Reducer<T | undefined, { readonly [K in F]?: T | undefined }, { [K in F]: T }> {
  return (state, reading) => {
    const value = reading[field] ?? state ?? initial;
    return [value, value === undefined ? undefined : ({ [field]: value } as { [K in F]: T })];
  };
}
