import type { Reducer } from './reducer.js';

/**
 * Keeps a field that comes in packets of its own and adds it to those that lack it, such as the quality
 * of an ANT+ core temperature sensor, which has a page to itself. `initial` counts until one has come.
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
