/** Loads the broker on demand, because its dependencies include native binaries that some platforms lack. */
import { CommandError, ExitStatus, messageOf } from '../command-line/errors.js';

export type BrokerModule = typeof import('@wearwire/broker');

/** Throws `CommandError` with the reason when the broker cannot be loaded. */
export async function loadBroker(): Promise<BrokerModule> {
  try {
    return await import('@wearwire/broker');
  } catch (cause) {
    throw new CommandError(`cannot load the broker: ${messageOf(cause)}`, { cause });
  }
}

/** Converts an error of the broker to `CommandError`. */
export function brokerError(broker: BrokerModule, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const status = error instanceof broker.ConfigError ? ExitStatus.Usage : ExitStatus.Failed;
  return new CommandError(error.message, { status, cause: error });
}
