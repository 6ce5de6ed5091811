/** The broker, loaded when it is needed: its sockets are a native program that not every platform has. */
import { CommandError } from '../line/errors.js';

export type BrokerModule = typeof import('@wearwire/broker');

/** Throws `CommandError` with the remedy where uWebSockets.js has no binary. */
export async function loadBroker(): Promise<BrokerModule> {
  try {
    return await import('@wearwire/broker');
  } catch (cause) {
    throw new CommandError(
      `the broker's uWebSockets.js has no binary for Node ${process.versions.node} on ${process.platform} ${process.arch}: use Node 20 or 22 (npx --package=node@22 --package=wearwire wearwire …), or put the upstream release of uWebSockets.js in its place (docs/adr/0002 of the repository)`,
      { cause },
    );
  }
}

/** The broker's own errors as ours: a wrong setting is a wrong command line. */
export function brokerError(broker: BrokerModule, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const status = error instanceof broker.ConfigError ? 2 : 1;
  return new CommandError(error.message, { status, cause: error });
}
