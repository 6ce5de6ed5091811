/** The broker, loaded when it is needed: its sockets are a native program that not every platform has. */
import { CommandError, messageOf } from '../line/errors.js';

export type BrokerModule = typeof import('@wearwire/broker');

/** Throws `CommandError` with what keeps the broker from being loaded. */
export async function loadBroker(): Promise<BrokerModule> {
  try {
    return await import('@wearwire/broker');
  } catch (cause) {
    throw new CommandError(`the broker cannot be loaded: ${messageOf(cause)}`, { cause });
  }
}

/** The broker's own errors as ours: a wrong setting is a wrong command line. */
export function brokerError(broker: BrokerModule, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const status = error instanceof broker.ConfigError ? 2 : 1;
  return new CommandError(error.message, { status, cause: error });
}
