/**
 * Reads a developer's stream for `tail`, `replay` and `export`: in the order of seq, each reading once, across
 * reconnects, until the requested end. Notices go to stderr, so that stdout can be piped.
 */
import { type Consumer, createConsumer } from '@wearwire/client-consumer';
import { EVENT_TYPES } from '@wearwire/protocol';
import { type Io, notice } from '../command-line/io.js';
import type { StopSignal } from '../command-line/signals.js';
import { suggestion } from '../command-line/suggest.js';
import { commandError } from '../commands/client-messages.js';
import type { Connection } from '../commands/connection-options.js';
import { tokensFor } from '../commands/tokens-for.js';
import type { ReceivedEvent } from '../readings/reading-text.js';
import { printNotices } from './consumer-notices.js';
import { type EndOptions, StreamEnd } from './stream-end.js';
import { isWanted, type StreamFilter } from './stream-options.js';

/** Without the extension `position`, a pause of this length is taken as the end of the stored events. */
const QUIET_MS = 3_000;

export interface StreamOptions extends EndOptions, StreamFilter {
  readonly connection: Connection;
  /** Start after this seq; `undefined`: start with live events. */
  readonly after: number | undefined;
  readonly isMonitor: boolean;
  /** Omits the notice that the connection is established; errors are always reported. */
  readonly isQuiet?: boolean;
}

interface RangeValues extends StreamFilter {
  readonly after: number;
  readonly before: number | undefined;
  readonly consumer: boolean;
}

/** Options of a command that reads stored events and exits. */
export function rangeOf(
  connection: Connection,
  { after, before, types, users, consumer }: RangeValues,
): StreamOptions {
  return {
    connection,
    after,
    types,
    users,
    isMonitor: !consumer,
    isQuiet: true,
    countMax: undefined,
    lastSeq: before === undefined ? undefined : before - 1,
    follows: false,
  };
}

/** Resolves at the end of the stream or when `stop` is signalled. Throws `CommandError`. */
export async function readStream(
  options: StreamOptions,
  stop: StopSignal,
  io: Io,
  onEvent: (event: ReceivedEvent) => Promise<void> | void,
): Promise<void> {
  warnOfUnknownTypes(options.types, io);
  const end = new StreamEnd(options);
  if (options.after !== undefined) end.advanceTo(options.after);
  try {
    await using consumer = connect(options, end, stop, io);
    for await (const event of consumer) {
      if (end.includes(event.seq) && isWanted(options, event)) {
        await onEvent(event);
        end.countReading();
      }
      end.advanceTo(event.seq);
      if (end.isReached) break;
    }
  } catch (error) {
    const { url } = options.connection;
    throw commandError(error, { url, isMonitor: options.isMonitor });
  }
}

function connect(options: StreamOptions, end: StreamEnd, stop: StopSignal, io: Io): Consumer {
  const { url, developer } = options.connection;
  const { after = 'live', isMonitor, isQuiet } = options;
  const consumer = createConsumer({
    url,
    after,
    getToken: tokensFor(url, developer, { monitor: isMonitor }),
    signal: stop.signal,
  });
  const endIfReached = (): void => {
    if (end.isReached) stop.stop();
  };
  printNotices(consumer, { url, isMonitor }, io, isQuiet);
  consumer.on('state', ({ state }) => {
    if (state !== 'ready' || !end.needsNewest) return;
    readNewest(consumer, end, stop);
    endIfReached();
  });
  consumer.on('gap', ({ from, to }) => {
    end.recordGap(from, to);
    endIfReached();
  });
  return consumer;
}

/** Reads the newest seq from READY (extension `position`). Without it, stops when no event arrives for `QUIET_MS`. */
function readNewest(consumer: Consumer, end: StreamEnd, stop: StopSignal): void {
  const { position, lag } = consumer;
  if (position !== undefined && lag !== undefined) {
    end.setNewest(position + lag);
    return;
  }
  const timer = setTimeout(() => stop.stop(), QUIET_MS);
  consumer.on('*', () => void timer.refresh());
  void stop.stopped.then(() => clearTimeout(timer));
}

/** Warns about types that the protocol does not define. They are not an error, because any type may be sent. */
function warnOfUnknownTypes(types: readonly string[], io: Io): void {
  const known = Object.keys(EVENT_TYPES);
  for (const type of types) {
    if (known.includes(type)) continue;
    notice(io, `${type} is not an event type of the protocol${suggestion(type, known)}`);
  }
}
