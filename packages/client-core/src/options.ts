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

/** What an option that is an object must have, by the names of its functions. */
const OBJECT_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  clock: ['now', 'setTimeout', 'clearTimeout'],
  signal: ['addEventListener', 'removeEventListener'],
  encoding: ['encode', 'decode'],
  metrics: ['count', 'time'],
};
const FUNCTION_OPTIONS = ['random', 'socketFactory', 'wake', 'debug'];

/**
 * Refuses what would fail later and elsewhere: an option that is there must have the functions that are
 * called. Throws `OptionError`.
 */
export function checkClientOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError('option-invalid', 'the options must be an object');
  }
  const given = options as Readonly<Record<string, unknown>>;
  if (typeof given.getToken !== 'function') {
    throw new OptionError('option-invalid', 'getToken must be a function');
  }
  if (given.whenRefused !== undefined) {
    choiceOption('whenRefused', given.whenRefused as string, ['stop', 'retry']);
  }
  for (const name of FUNCTION_OPTIONS) {
    if (given[name] === undefined || typeof given[name] === 'function') continue;
    throw new OptionError('option-invalid', `${name} must be a function`);
  }
  for (const name in OBJECT_OPTIONS) {
    if (given[name] === undefined) continue;
    const value = (given[name] ?? {}) as Readonly<Record<string, unknown>>;
    const missing = OBJECT_OPTIONS[name]?.find((method) => typeof value[method] !== 'function');
    if (missing === undefined) continue;
    throw new OptionError('option-invalid', `${name} must be an object with a function ${missing}`);
  }
}
