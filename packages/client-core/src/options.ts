/** Settings are checked where a client is made, so that a wrong one never shows as a strange run. */
import { OptionError } from './errors.js';

/** A limit that a setting may replace: what it is when nothing is set, and in which unit. */
export interface LimitDefault {
  readonly default: number;
  readonly unit: 'events' | 'bytes' | 'ms';
}

/** The setting, or the limit's default. Throws `OptionError` for what is not a number of 1 or more. */
function limitOption(name: string, value: number | undefined, limit: LimitDefault): number {
  if (value === undefined) return limit.default;
  if (typeof value === 'number' && value >= 1) return value;
  throw new OptionError('option-invalid', `${name} must be a number of ${limit.unit}, 1 or more`);
}

/** A table of limits with the settings that replace some of them. */
export function limitOptions<Name extends string>(
  table: Readonly<Record<Name, LimitDefault>>,
  values: { readonly [N in NoInfer<Name>]?: number | undefined } = {},
): Readonly<Record<Name, number>> {
  const entries = Object.entries<LimitDefault>(table).map(([name, limit]) => [
    name,
    limitOption(name, values[name as Name], limit),
  ]);
  return Object.fromEntries(entries) as Record<Name, number>;
}
