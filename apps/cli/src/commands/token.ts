/** `token`: prints one token, good for one IDENTIFY. */
import { tokenFromServer } from '@wearwire/client-consumer';
import type { Command } from '../line/command.js';
import { ExitStatus, UsageError } from '../line/errors.js';
import type { Io } from '../line/io.js';
import { type RawLine, readOperand, readOptions } from '../line/options.js';
import { flag, text } from '../line/values.js';
import { DEVELOPER_OPTION, URL_OPERAND } from './broker-options.js';
import { commandError } from './client-messages.js';

const ANSWER_TIMEOUT_MS = 15_000;

const OPTIONS = {
  developer: DEVELOPER_OPTION,
  user: {
    flag: 'user',
    kind: text('U'),
    meaning: 'a token for a producer that speaks for this user',
  },
  consumer: { flag: 'consumer', kind: flag, meaning: 'a token for a consumer of the developer' },
  monitor: {
    flag: 'monitor',
    kind: flag,
    meaning: "a token for a monitor: a consumer that takes no consumer's place",
  },
} as const;

export const token: Command = {
  name: 'token',
  summary: 'get a token for a producer, a consumer or a monitor',
  examples: ['token ws://127.0.0.1:8080/connect --developer me:secret --user anna'],
  operand: URL_OPERAND,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const url = readOperand(line, URL_OPERAND);
  const { developer, user, consumer, monitor } = readOptions(line, OPTIONS);
  if ([user !== undefined, consumer, monitor].filter(Boolean).length !== 1) {
    throw new UsageError('exactly one of --user U, --consumer and --monitor is wanted');
  }
  try {
    const getToken = tokenFromServer({
      url,
      developerId: developer.id,
      apiKey: developer.key,
      ...(user === undefined ? { monitor } : { user }),
    });
    const signal = AbortSignal.timeout(ANSWER_TIMEOUT_MS);
    io.stdout.write(`${await getToken({ attempt: 1, reason: { kind: 'start' }, signal })}\n`);
    return ExitStatus.Done;
  } catch (error) {
    throw commandError(error);
  }
}
