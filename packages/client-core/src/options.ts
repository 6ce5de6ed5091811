/** Checks options when a client is created, so that an invalid one fails at once and not later. */
import { OptionError } from './errors.js';

/**
 * Returns a table of limits with overrides applied; names end in their unit. Throws `OptionError` for a value
 * that is not a number of at least 1.
 */
export function limitOptions<Name extends string>(
  defaults: Readonly<Record<Name, number>>,
  values: { readonly [N in NoInfer<Name>]?: number | undefined } = {},
): Readonly<Record<Name, number>> {
  const limits: Record<Name, number> = { ...defaults };
  for (const name in defaults) {
    const value: unknown = values[name] ?? defaults[name];
    if (typeof value !== 'number' || !(value >= 1)) {
      throw new OptionError('option-invalid', `${name} must be a number of at least 1`);
    }
    limits[name] = value;
  }
  return limits;
}

/** Checks that an option is one of several words. Throws `OptionError` otherwise. */
export function choiceOption<Choice extends string>(
  name: string,
  value: Choice,
  choices: readonly Choice[],
): Choice {
  if (choices.includes(value)) return value;
  throw new OptionError('option-invalid', `${name} must be one of ${choices.join(', ')}`);
}

/** Names of the functions that an object option must have. */
const OBJECT_OPTIONS: Readonly<Record<string, readonly string[]>> = {
  clock: ['now', 'setTimeout', 'clearTimeout'],
  signal: ['addEventListener', 'removeEventListener'],
  encoding: ['encode', 'decode'],
  metrics: ['count', 'time'],
};
const FUNCTION_OPTIONS = ['random', 'socketFactory', 'wake', 'debug'];

/**
 * Checks that options have the functions that the client calls, which would otherwise fail later. Throws
 * `OptionError`.
 */
export function checkClientOptions(options: unknown): void {
  if (typeof options !== 'object' || options === null) {
    throw new OptionError('option-invalid', 'the options must be an object');
  }
  const record = options as Readonly<Record<string, unknown>>;
  if (typeof record.getToken !== 'function') {
    throw new OptionError('option-invalid', 'getToken must be a function');
  }
  if (record.whenRefused !== undefined) {
    choiceOption('whenRefused', record.whenRefused as string, ['stop', 'retry']);
  }
  for (const name of FUNCTION_OPTIONS) {
    if (record[name] === undefined || typeof record[name] === 'function') continue;
    throw new OptionError('option-invalid', `${name} must be a function`);
  }
  for (const name in OBJECT_OPTIONS) {
    if (record[name] === undefined) continue;
    const value = (record[name] ?? {}) as Readonly<Record<string, unknown>>;
    const missing = OBJECT_OPTIONS[name]?.find((method) => typeof value[method] !== 'function');
    if (missing === undefined) continue;
    throw new OptionError('option-invalid', `${name} must be an object with a function ${missing}`);
  }
}
