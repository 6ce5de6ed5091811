/** Messages for errors and state changes of the clients; they name flags instead of client options. */
import {
  ClientError,
  ClosedError,
  OptionError,
  type StateChange,
  TokenError,
} from '@wearwire/client-consumer';
import { CloseCode } from '@wearwire/protocol';
import { CommandError, ExitStatus } from '../command-line/errors.js';
import { addressOf, connectionMessage } from './connection-errors.js';

/** The purpose of a connection, so that a message can name the remedy. */
export interface ClientContext {
  readonly url: string;
  /** Whether it connects as a monitor instead of as a consumer. */
  readonly isMonitor?: boolean;
}

const NOT_FOUND: readonly (number | undefined)[] = [404, 405];

/** Returns one line: the error and, if known, the remedy. */
export function clientMessage(error: ClientError, context: ClientContext): string {
  if (error instanceof TokenError) return tokenMessage(error, context);
  if (error instanceof ClosedError && error.closeCode === CloseCode.AlreadyConnected) {
    return context.isMonitor === true
      ? 'the developer has no free monitor slot: stop another monitor, or start the broker with a higher --monitors-per-developer'
      : 'the developer has no free consumer slot: omit --consumer to connect as a monitor, or start the broker with a higher --consumers-per-developer';
  }
  return connectionMessage(error, context.url) ?? error.message;
}

function tokenMessage(error: TokenError, { url, isMonitor }: ClientContext): string {
  const { status } = error;
  // `getToken` failed before any request: the message names the credentials file that cannot be read.
  if (error.code === 'token-failed') return error.message;
  if (status === 403 || status === 401) {
    return 'the broker refused this developer and key: check --developer or --credentials';
  }
  if (NOT_FOUND.includes(status)) {
    return isMonitor === true
      ? `${addressOf(url)} has no tokens for monitors (${status} on /auth/monitor): check the URL; for a server other than wearwire, use --consumer`
      : `${addressOf(url)} has no token endpoint (${status}): check the URL`;
  }
  return connectionMessage(error, url) ?? `${addressOf(url)}: ${error.message}`;
}

/** Converts a client's error to `CommandError`; returns anything else as it is. `OptionError` has exit status 2. */
export function commandError(error: unknown, context: ClientContext): unknown {
  if (!(error instanceof ClientError)) return error;
  const status = error instanceof OptionError ? ExitStatus.Usage : ExitStatus.Failed;
  return new CommandError(clientMessage(error, context), { status, cause: error });
}

export interface StateNotice {
  readonly text: string;
  /** The text without the wait, which differs between attempts. */
  readonly reason: string;
}

/** Returns the notice for a change of state; `undefined` for states that are not reported. */
export function stateNotice(
  { state, reason, waitMs, error }: StateChange,
  context: ClientContext,
): StateNotice | undefined {
  switch (state) {
    case 'ready': {
      const text = reason.kind === 'start' ? 'connected' : 'reconnected';
      return { text, reason: text };
    }
    case 'waiting': {
      const why = error === undefined ? 'not connected' : clientMessage(error, context);
      return { text: `${why}; retrying in ${((waitMs ?? 0) / 1000).toFixed(1)} s`, reason: why };
    }
    default:
      return undefined;
  }
}
