/** Settings are checked where a client is made, so that a wrong one never shows as a strange run. */
import { OptionError } from './errors.js';

/**
 * A table of limits, by names that end in their unit, with the settings that replace some of them.
 * Throws `OptionError` for what is not a number of 1 or more.
 */
export function limitOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
  values: { readonly [N in NoInfer<Name>]?: number | undefined } = {},
): Readonly<Record<Name, number>> {
  const limits: Record<Name, number> = { ...defaults };
  for (const name in defaults) {
    const value: unknown = values[name] ?? defaults[name];
    if (typeof value !== 'number' || !(value >= 1)) {
      throw new OptionError('option-invalid', `${name} must be a number, 1 or more`);
    }
    limits[name] = value;
  }
  return limits;
}

/** One of several words. Throws `OptionError` for any other. */
export function choiceOption<Choice extends string>(
  name: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value;
  throw new OptionError('option-invalid', `${name} must be one of ${choices.join(', ')}`);
}
