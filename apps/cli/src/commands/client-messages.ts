/** What the clients tell, in the words of the command line: flags instead of options. */
import { ClientError, OptionError, type StateChange, TokenError } from '@wearwire/client-consumer';
import { CommandError, ExitStatus } from '../line/errors.js';

const REFUSED = 'the broker knows no such developer and key: check --developer';

/** One line: what is wrong and, where it is known, how to mend it. */
function clientMessage(error: ClientError): string {
  if (error instanceof TokenError && error.status === 403) return REFUSED;
  const detail = systemCode(error);
  return detail === '' || error.message.includes(detail)
    ? error.message
    : `${error.message} (${detail})`;
}

/** A client's error as ours, anything else as it is. An option that cannot be right is a wrong command line. */
export function commandError(error: unknown): unknown {
  if (!(error instanceof ClientError)) return error;
  const status = error instanceof OptionError ? ExitStatus.Usage : ExitStatus.Failed;
  return new CommandError(clientMessage(error), { status, cause: error });
}

/** The line that a change of state deserves; `undefined` for those that nobody waits for. */
export function stateNotice({ state, reason, waitMs, error }: StateChange): string | undefined {
  switch (state) {
    case 'ready':
      return reason.kind === 'start' ? 'connected' : 'connected again';
    case 'waiting': {
      const why = error === undefined ? 'not connected' : clientMessage(error);
      return `${why}; trying again in ${((waitMs ?? 0) / 1000).toFixed(1)} s`;
    }
    default:
      return undefined;
  }
}

/** The operating system's word for a failed connection, wherever it stands in the chain of causes. */
function systemCode(error: unknown): string {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    const { code } = cause as { readonly code?: unknown };
    if (typeof code === 'string' && /^E[A-Z]+$/.test(code)) return code;
  }
  return '';
}
