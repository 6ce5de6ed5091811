/** What the clients tell, in the words of the command line: flags instead of options. */
import {
  ClientError,
  ClosedError,
  OptionError,
  type StateChange,
  TokenError,
} from '@wearwire/client-consumer';
import { CloseCode } from '@wearwire/protocol';
import { CommandError, ExitStatus } from '../line/errors.js';
import { addressOf, connectionMessage } from './connection-errors.js';

/** How this connection was meant, for messages that name the way out. */
export interface ClientContext {
  readonly url: string;
  /** Whether it asked for a monitor's place instead of a consumer's. */
  readonly isMonitor?: boolean;
}

const NOT_FOUND: readonly (number | undefined)[] = [404, 405];

/** One line: what is wrong and, where it is known, what to do. */
export function clientMessage(error: ClientError, context: ClientContext): string {
  if (error instanceof TokenError) return tokenMessage(error, context);
  if (error instanceof ClosedError && error.closeCode === CloseCode.AlreadyConnected) {
    return context.isMonitor === true
      ? 'the developer has as many monitors as are allowed: end one, or start the broker with a higher --monitors-per-developer'
      : 'another consumer of this developer is connected: leave --consumer out to watch beside it, or start the broker with a higher --consumers-per-developer';
  }
  return connectionMessage(error, context.url) ?? error.message;
}

function tokenMessage(error: TokenError, { url, isMonitor }: ClientContext): string {
  const { status } = error;
  if (status === 403 || status === 401) {
    return 'the broker does not know this developer and key: check --developer';
  }
  if (NOT_FOUND.includes(status)) {
    return isMonitor === true
      ? `${addressOf(url)} has no tokens for monitors (${status} on /auth/monitor): check the URL; on a server other than wearwire, give --consumer`
      : `${addressOf(url)} has no token endpoint (${status}): check the URL`;
  }
  return connectionMessage(error, url) ?? `${addressOf(url)}: ${error.message}`;
}

/** A client's error as ours, anything else as it is. An option that cannot be right is a wrong command line. */
export function commandError(error: unknown, context: ClientContext): unknown {
  if (!(error instanceof ClientError)) return error;
  const status = error instanceof OptionError ? ExitStatus.Usage : ExitStatus.Failed;
  return new CommandError(clientMessage(error, context), { status, cause: error });
}

/** The line that a change of state deserves; `undefined` for those that nobody waits for. */
export function stateNotice(
  { state, reason, waitMs, error }: StateChange,
  context: ClientContext,
): string | undefined {
  switch (state) {
    case 'ready':
      return reason.kind === 'start' ? 'connected' : 'connected again';
    case 'waiting': {
      const why = error === undefined ? 'not connected' : clientMessage(error, context);
      return `${why}; trying again in ${((waitMs ?? 0) / 1000).toFixed(1)} s`;
    }
    default:
      return undefined;
  }
}
