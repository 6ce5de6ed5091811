/** `token`: prints one token, valid for one IDENTIFY. */
import { flag, text } from '@wearwire/options';
import type { Command } from '../command-line/command.js';
import { ExitStatus, UsageError } from '../command-line/errors.js';
import type { Io } from '../command-line/io.js';
import { type RawArguments, readOptions } from '../command-line/options.js';
import { printable } from '../command-line/terminal-text.js';
import { commandError } from './client-messages.js';
import { CONNECTION_OPTIONS, readConnection, URL_OPERAND } from './connection-options.js';
import { tokensFor } from './tokens-for.js';

const RESPONSE_TIMEOUT_MS = 15_000;

const OPTIONS = {
  ...CONNECTION_OPTIONS,
  user: {
    flag: 'user',
    kind: text('USER'),
    meaning: 'Get a token for a producer of this user',
  },
  consumer: {
    flag: 'consumer',
    kind: flag,
    meaning: 'Get a token for a consumer of the developer',
  },
  monitor: {
    flag: 'monitor',
    kind: flag,
    meaning: 'Get a token for a monitor, which uses no consumer slot',
  },
} as const;

export const token: Command = {
  examples: ['token ws://127.0.0.1:8080/connect --developer me:secret --user anna'],
  operands: [URL_OPERAND],
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawArguments, io: Io): Promise<ExitStatus> {
  const options = readOptions(line, OPTIONS);
  const { user, consumer, monitor } = options;
  if ([user !== undefined, consumer, monitor].filter(Boolean).length !== 1) {
    throw new UsageError('pass exactly one of --user USER, --consumer and --monitor');
  }
  const { url, developer } = await readConnection(line, options, io);
  try {
    const getToken = tokensFor(url, developer, user === undefined ? { monitor } : { user });
    const signal = AbortSignal.timeout(RESPONSE_TIMEOUT_MS);
    const issued = await getToken({ attempt: 1, reason: { kind: 'start' }, signal });
    io.stdout.write(`${printable(issued)}\n`);
    return ExitStatus.Done;
  } catch (error) {
    throw commandError(error, { url, isMonitor: monitor });
  }
}
