/** Loads settings. Precedence: flag, environment variable, config file, default. */
import { ValueError } from '@wearwire/options';
import type { DeveloperCredentials } from '../auth/developers.js';
import { ConfigError } from './config-error.js';
import { type BrokerConfig, SETTINGS, type Setting, variableOf } from './settings.js';
import { BYTE_ORDER_MARK, readSettingsFile } from './settings-file.js';

/** Flags as returned by `parseArgs` of `node:util`. */
export type FlagValues = Readonly<
  Record<string, string | boolean | (string | boolean)[] | undefined>
>;

/** The sources of settings, highest precedence first. */
export interface ConfigSources {
  readonly flags?: FlagValues;
  readonly env?: Readonly<Record<string, string | undefined>>;
  /** A YAML or JSON file whose keys are those of `SETTINGS`. */
  readonly file?: string | undefined;
}

/** Loads and checks the settings. Rejects with `ConfigError` if one is invalid. */
export async function loadConfig(sources: ConfigSources): Promise<BrokerConfig> {
  const { flags = {}, env = {}, file } = sources;
  const fromFile = file === undefined ? {} : await readConfigFile(file);
  return configOf((setting, key) => {
    const variable = variableOf(setting.flag);
    return (
      fromFlag(setting, flags[setting.flag]) ??
      fromVariable(setting, variable, env[variable]) ??
      fromFileValue(setting, key, fromFile[key])
    );
  });
}

/**
 * Checks the options of a program and adds defaults. Throws `ConfigError` for an invalid value or an unknown name.
 */
export function completeConfig(options: Partial<BrokerConfig>): BrokerConfig {
  const unknownKey = Object.keys(options).find((key) => !Object.hasOwn(SETTINGS, key));
  if (unknownKey !== undefined) throw new ConfigError(`unknown option ${unknownKey}`);
  return configOf((setting, key) => fromOption(setting, key, options[key]));
}

/** Reads each setting or its default, and checks rules that concern several settings, or several items of a list. */
function configOf(read: (setting: AnySetting, key: keyof BrokerConfig) => unknown): BrokerConfig {
  const settings = Object.entries(SETTINGS) as unknown as [keyof BrokerConfig, AnySetting][];
  const values = settings.map(([key, setting]) => [key, read(setting, key) ?? setting.default]);
  const config = Object.fromEntries(values) as BrokerConfig;
  if ((config.tlsCert === '') !== (config.tlsKey === '')) {
    throw new ConfigError('--tls-cert and --tls-key belong together: set both or neither');
  }
  if ((config.natsCert === '') !== (config.natsKey === '')) {
    throw new ConfigError('--nats-cert and --nats-key belong together: set both or neither');
  }
  const ids = config.developers.map(({ id }) => id);
  const twice = ids.find((id, index) => ids.indexOf(id) !== index);
  if (twice !== undefined) throw new ConfigError(`--developer names ${twice} twice`);
  return config;
}

type AnySetting = Setting<string | number | boolean | readonly (string | DeveloperCredentials)[]>;

function fromFlag(setting: AnySetting, value: FlagValues[string]): unknown {
  if (value === undefined) return undefined;
  const values = Array.isArray(value) ? value : [value];
  return readAll(setting, `--${setting.flag}`, values.map(String));
}

function fromVariable(setting: AnySetting, name: string, value: string | undefined): unknown {
  if (value === undefined || value === '') return undefined;
  return readAll(setting, name, setting.isList ? value.split(',') : [value]);
}

/**
 * Accepts values in the form of `createBroker` and in the form of flags: a developer as `{id, key}` or `ID:KEY`, a
 * retention as `172800000` or `2d`.
 */
function fromFileValue(setting: AnySetting, key: string, value: unknown): unknown {
  if (value === undefined) return undefined;
  const name = `"${key}" in the config file`;
  if (Array.isArray(value) && !setting.isList) throw new ConfigError(`${name} must not be a list`);
  const values = Array.isArray(value) ? value : [value];
  const read = readNamed(name, () =>
    values.map((one) =>
      typeof one === 'string' ? setting.kind.parse(one) : setting.kind.check(one),
    ),
  );
  return setting.isList ? read : read.at(-1);
}

function readAll(setting: AnySetting, name: string, texts: readonly string[]): unknown {
  const read = readNamed(name, () => texts.map((text) => setting.kind.parse(text)));
  return setting.isList ? read : read.at(-1);
}

/**
 * The checked value of an option of `createBroker`; `undefined`: unset. A default counts as unset, because `check`
 * refuses some of them, such as the empty string for "no file".
 */
function fromOption(setting: AnySetting, key: string, value: unknown): unknown {
  if (value === undefined || value === setting.default) return undefined;
  if (!setting.isList) return readNamed(key, () => setting.kind.check(value));
  if (!Array.isArray(value)) throw new ConfigError(`${key} must be a list`);
  return readNamed(key, () => value.map((one) => setting.kind.check(one)));
}

/** Returns the result of `read`. Turns its `ValueError` into a `ConfigError` that begins with the setting's name. */
function readNamed<T>(name: string, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof ValueError)) throw error;
    // Neither the message nor a `cause` contains the value, which may be a key.
    throw new ConfigError(`${name} ${error.message}`);
  }
}

async function readConfigFile(path: string): Promise<Readonly<Record<string, unknown>>> {
  const bytes = await readSettingsFile(`the config file ${path}`, path);
  const values = await parseConfig(path, bytes.toString('utf8').replace(BYTE_ORDER_MARK, ''));
  if (typeof values !== 'object' || values === null || Array.isArray(values)) {
    throw new ConfigError(
      `the config file ${path} must contain one JSON object with settings, such as ${EXAMPLE}`,
    );
  }
  const unknownKey = Object.keys(values).find((key) => !Object.hasOwn(SETTINGS, key));
  if (unknownKey !== undefined) {
    throw new ConfigError(`the config file ${path} has an unknown key "${unknownKey}"`);
  }
  return values as Readonly<Record<string, unknown>>;
}

const EXAMPLE = '{"port": 8080, "developers": [{"id": "me", "key": "secret"}]}';

/**
 * Parses YAML, of which JSON is a subset. No message quotes the file, which may contain a key. Imports the parser only
 * here, because the import would take a third of the time of a start that reads no config file.
 */
async function parseConfig(path: string, contents: string): Promise<unknown> {
  const { LineCounter, parseDocument } = await import('yaml');
  const lineCounter = new LineCounter();
  const document = parseDocument(contents, { lineCounter, prettyErrors: false });
  const [error] = document.errors;
  if (error !== undefined) {
    const { line } = lineCounter.linePos(error.pos[0]);
    throw new ConfigError(
      `the config file ${path} is neither JSON nor YAML: line ${line}, ${error.code}`,
    );
  }
  try {
    return document.toJS({ maxAliasCount: 0 });
  } catch {
    throw new ConfigError(`the config file ${path} must not use aliases`);
  }
}
