/**
 * `tail`: one DISPATCH a line on stdout, in the order of seq, each once, across reconnects.
 * Notices go to stderr, so that stdout can be piped.
 */
import { type Consumer, createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { encodeFrame, Opcode } from '@wearwire/protocol';
import type { Command } from '../line/command.js';
import { ExitStatus } from '../line/errors.js';
import { hasColours, type Io } from '../line/io.js';
import { LineWriter } from '../line/lines.js';
import { type OptionValues, type RawLine, readOperand, readOptions } from '../line/options.js';
import { createPaint } from '../line/paint.js';
import { listenForStop, type StopSignal } from '../line/signals.js';
import { count, flag, text } from '../line/values.js';
import { type PlainEvent, readingText } from '../readings/reading-text.js';
import { DEVELOPER_OPTION, URL_OPERAND } from './broker-options.js';
import { commandError, stateNotice } from './client-messages.js';

const OPTIONS = {
  developer: DEVELOPER_OPTION,
  after: {
    flag: 'after',
    kind: count('SEQ', 0, Number.MAX_SAFE_INTEGER),
    meaning:
      'begin behind this seq, 0 with the first that is kept; without it, with what comes now',
  },
  types: { flag: 'type', kind: text('T'), isList: true, meaning: 'only this type' },
  users: { flag: 'user', kind: text('U'), isList: true, meaning: 'only this user' },
  monitor: {
    flag: 'monitor',
    kind: flag,
    meaning: "watch beside the consumer instead of taking a consumer's place",
  },
  pretty: { flag: 'pretty', kind: flag, meaning: 'for people instead of programs' },
} as const;

type Options = OptionValues<typeof OPTIONS>;

export const tail: Command = {
  name: 'tail',
  summary: 'print readings as they arrive',
  examples: [
    'tail ws://127.0.0.1:8080/connect --developer me:secret --pretty',
    'tail ws://127.0.0.1:8080/connect --developer me:secret --after 0 --type HEART_RATE',
    'tail ws://127.0.0.1:8080/connect --developer me:secret --monitor --pretty',
  ],
  operand: URL_OPERAND,
  options: Object.values(OPTIONS),
  run,
};

async function run(line: RawLine, io: Io): Promise<ExitStatus> {
  const url = readOperand(line, URL_OPERAND);
  const options = readOptions(line, OPTIONS);
  using stop = listenForStop();
  try {
    await using consumer = connect(url, options, stop, io);
    await print(consumer, options, stop, io);
    return ExitStatus.Done;
  } catch (error) {
    throw commandError(error);
  }
}

function connect(url: string, options: Options, stop: StopSignal, io: Io): Consumer {
  const { developer, after = 'live', monitor } = options;
  const consumer = createConsumer({
    url,
    after,
    getToken: tokenFromServer({ url, developerId: developer.id, apiKey: developer.key, monitor }),
    signal: stop.signal,
  });
  const notice = (message: string): void => {
    io.stderr.write(`wearwire: ${message}\n`);
  };
  consumer.on('state', (change) => {
    const message = stateNotice(change);
    if (message !== undefined) notice(message);
  });
  // What ends it is thrown by the loop, what does not comes by its state.
  consumer.on('error', () => {});
  consumer.on('gap', ({ from, to }) => notice(`seq ${from} to ${to} are no longer kept`));
  consumer.on('reset', ({ lastSeq, seq }) =>
    notice(`the broker numbers anew: after ${lastSeq} comes ${seq}`),
  );
  return consumer;
}

async function print(
  consumer: Consumer,
  options: Options,
  stop: StopSignal,
  io: Io,
): Promise<void> {
  const writer = new LineWriter(io.stdout, () => stop.stop());
  const paint = createPaint(hasColours(io.stdout));
  const lineOf = options.pretty
    ? (event: PlainEvent) => readingText(event, paint)
    : (event: PlainEvent) => dispatchLine(event);
  const isWanted = (wanted: readonly string[], value: string): boolean =>
    wanted.length === 0 || wanted.includes(value);
  for await (const event of consumer) {
    const { uid, type } = event;
    if (isWanted(options.types, type) && isWanted(options.users, uid)) {
      await writer.write(lineOf(event));
    }
  }
}

function dispatchLine({ reading, uid, seq, type }: PlainEvent): string {
  const d = reading as Readonly<Record<string, unknown>>;
  return encodeFrame({ op: Opcode.Dispatch, d, uid, seq, t: type });
}
