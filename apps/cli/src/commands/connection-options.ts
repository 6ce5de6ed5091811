/**
 * Options of every command that connects to a broker: URL, credentials and trusted authorities.
 * `--developer` takes precedence over `--credentials`, which takes precedence over the environment. A key in a flag
 * is visible to every user of the machine (`ps`); a file or a variable is not.
 */
import { readFile } from 'node:fs/promises';
import { type OptionValues, text } from '@wearwire/options';
import { CommandError, messageOf, UsageError } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';
import { type Operand, type RawArguments, readOperands } from '../command-line/options.js';
import { brokerUrl, type Credentials, developer } from '../command-line/values.js';
import { trustAuthority } from './trusted-authority.js';

export const URL_OPERAND = {
  kind: brokerUrl,
  isOptional: true,
  meaning: 'URL of the broker, such as ws://HOST:PORT/connect (default: WEARWIRE_URL)',
} as const satisfies Operand<string>;

export const CONNECTION_OPTIONS = {
  developer: {
    flag: 'developer',
    kind: developer,
    meaning: 'Connect as this developer, with its API key (default: WEARWIRE_DEVELOPER)',
  },
  credentials: {
    flag: 'credentials',
    kind: text('FILE'),
    meaning:
      'Read ID:KEY, as "developers add" prints it, from this file (default: WEARWIRE_CREDENTIALS)',
  },
  ca: {
    flag: 'ca',
    kind: text('FILE'),
    meaning: 'Also trust the certificate authorities in this PEM file (default: WEARWIRE_CA)',
  },
} as const;

export interface Connection {
  readonly url: string;
  readonly developer: Credentials;
}

type ConnectionValues = Omit<OptionValues<typeof CONNECTION_OPTIONS>, 'developer'> & {
  readonly developer: Credentials | readonly Credentials[] | undefined;
};

/**
 * Reads the URL and credentials, and installs trusted authorities. Throws `UsageError` if the URL or the developer is
 * missing or invalid, `CommandError` if a file cannot be read or its contents are invalid.
 */
export async function readConnection(
  line: RawArguments,
  values: ConnectionValues,
  io: Io,
): Promise<Connection> {
  const url = readUrl(line, io);
  const [first] = await readDevelopers(values, io);
  await installTrustedAuthorities(values.ca, io);
  return { url, developer: first };
}

/** Returns the URL operand, or WEARWIRE_URL. */
export function readUrl(line: RawArguments, io: Io): string {
  const [given] = readOperands(line, [URL_OPERAND]);
  const url = given ?? fromVariable(io, 'WEARWIRE_URL', brokerUrl.parse);
  if (url !== undefined) return url;
  throw new UsageError('no broker URL given: pass ws://HOST:PORT/connect, or set WEARWIRE_URL');
}

/** Returns at least one developer; several if the option was repeated or the variable contains a list. */
export async function readDevelopers(
  values: ConnectionValues,
  io: Io,
): Promise<readonly [Credentials, ...Credentials[]]> {
  const [first, ...others] = await developersOf(values, io);
  if (first === undefined) {
    throw new UsageError(
      'no developer given: pass --developer ID:KEY or --credentials FILE, or set WEARWIRE_DEVELOPER or WEARWIRE_CREDENTIALS',
    );
  }
  return [first, ...others];
}

/**
 * Returns a function that reads the credentials for a long-running program; credentials from a file are read again at
 * each call. Throws as `readDevelopers` does, now and at each call.
 */
export async function developerSource(
  values: ConnectionValues,
  io: Io,
): Promise<() => Promise<Credentials>> {
  const read = async () => (await readDevelopers(values, io))[0];
  await read();
  return read;
}

async function developersOf(
  { developer: given, credentials }: ConnectionValues,
  io: Io,
): Promise<readonly Credentials[]> {
  const flags = given === undefined ? [] : [given].flat();
  if (flags.length > 0) return flags;
  if (credentials !== undefined) return readCredentials('--credentials', credentials);
  const variable = fromVariable(io, 'WEARWIRE_DEVELOPER', (value) =>
    value.split(',').map((entry) => developer.parse(entry)),
  );
  if (variable !== undefined) return variable;
  const { WEARWIRE_CREDENTIALS: file = '' } = io.env;
  return file === '' ? [] : readCredentials('WEARWIRE_CREDENTIALS', file);
}

/** Installs the trusted authorities from the file of `--ca` or WEARWIRE_CA. */
export async function installTrustedAuthorities(flag: string | undefined, io: Io): Promise<void> {
  const { WEARWIRE_CA: variable = '' } = io.env;
  if (flag !== undefined) await trustAuthority('--ca', flag);
  else if (variable !== '') await trustAuthority('WEARWIRE_CA', variable);
}

/** One ID:KEY per line; lines that begin with # are comments. */
async function readCredentials(name: string, path: string): Promise<readonly Credentials[]> {
  const contents = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    throw new CommandError(`${name}: cannot read ${path} (${cause.code})`, { cause });
  });
  const lines = contents.split('\n').map((line) => line.trim());
  const entries = lines.filter((line) => line !== '' && !line.startsWith('#'));
  // Errors must not repeat the contents, which are keys.
  if (entries.length === 0) throw new CommandError(`${name}: ${path} has no line with ID:KEY`);
  return entries.map((entry, index) => {
    try {
      return developer.parse(entry);
    } catch (cause) {
      throw new CommandError(`${name}: ${path}, entry ${index + 1} must be ID:KEY`, { cause });
    }
  });
}

function fromVariable<T>(io: Io, name: string, parse: (text: string) => T): T | undefined {
  const value = io.env[name] ?? '';
  if (value === '') return undefined;
  try {
    return parse(value);
  } catch (cause) {
    throw new UsageError(`${name} ${messageOf(cause)}`, cause);
  }
}
