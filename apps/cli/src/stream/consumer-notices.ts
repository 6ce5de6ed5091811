import type { Consumer } from '@wearwire/client-consumer';
import { type Io, notice } from '../command-line/io.js';
import { type ClientContext, stateNotice } from '../commands/client-messages.js';

/**
 * Prints changes of the connection, gaps and sequence resets to stderr. `isQuiet`: omits the notice that the connection
 * is established.
 */
export function printNotices(
  consumer: Pick<Consumer, 'on'>,
  context: ClientContext,
  io: Io,
  isQuiet = false,
): void {
  let lastReason = '';
  consumer.on('state', (change) => {
    const message = stateNotice(change, context);
    if (message === undefined || (isQuiet && change.state === 'ready')) return;
    // Report the reason of a reconnect loop once.
    if (message.reason !== lastReason) notice(io, message.text);
    lastReason = message.reason;
  });
  // Without a listener, the client prints errors. The loop over the consumer throws the final error; changes of state
  // report the others.
  consumer.on('error', () => {});
  consumer.on('gap', ({ from, to }) => notice(io, `seq ${from} to ${to} are no longer stored`));
  consumer.on('reset', ({ lastSeq, seq }) => {
    notice(io, `sequence reset: expected ${lastSeq + 1}, got ${seq}`);
  });
}
