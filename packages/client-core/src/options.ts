/** Settings are checked where a client is made, so that a wrong one never shows as a strange run. */
import { OptionError } from './errors.js';

/** A limit that a setting may replace: what it is when nothing is set, and in which unit. */
export interface LimitDefault {
  readonly default: number;
  readonly unit: 'events' | 'bytes' | 'ms';
}

/**
 * A table of limits with the settings that replace some of them. Throws `OptionError` for what is not a
 * number of 1 or more.
 */
export function limitOptions<Name extends string>(
  table: Readonly<Record<Name, LimitDefault>>,
  values: { readonly [N in NoInfer<Name>]?: number | undefined } = {},
): Readonly<Record<Name, number>> {
  const limits = {} as Record<Name, number>;
  for (const name in table) {
    const { default: value, unit } = table[name];
    limits[name] = values[name] ?? value;
    if (typeof limits[name] !== 'number' || !(limits[name] >= 1)) {
      throw new OptionError('option-invalid', `${name} must be a number of ${unit}, 1 or more`);
    }
  }
  return limits;
}
