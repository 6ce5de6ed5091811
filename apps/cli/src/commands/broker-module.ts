/** The broker, loaded when it is needed: its sockets are a native program that not every platform has. */
import { CommandError, messageOf } from '../line/errors.js';
import { loadData } from './data-module.js';

export type BrokerModule = typeof import('@wearwire/broker');

/** uWebSockets.js has no binary for this Node and platform; the message names the remedy. */
export class NoBinaryError extends CommandError {
  constructor(cause: unknown) {
    super(
      `the broker's uWebSockets.js has no binary for Node ${process.versions.node} on ${process.platform} ${process.arch}: use Node 20 or 22 (npx --package=node@22 --package=wearwire wearwire …), or put the upstream release of uWebSockets.js in its place (docs/adr/0002 of the repository)`,
      { cause },
    );
  }
}

/** Throws `NoBinaryError`, or `CommandError` with what else keeps the broker from being loaded. */
export async function loadBroker(): Promise<BrokerModule> {
  try {
    return await import('@wearwire/broker');
  } catch (cause) {
    if (await hasNoBinary()) throw new NoBinaryError(cause);
    throw new CommandError(`the broker cannot be loaded: ${messageOf(cause)}`, { cause });
  }
}

/** Only where the library is there without the file for this Node: a library that is missing is another fault. */
async function hasNoBinary(): Promise<boolean> {
  try {
    const { socketLibrary } = await loadData();
    return (await socketLibrary()).binary === undefined;
  } catch {
    return false;
  }
}

/** The broker's own errors as ours: a wrong setting is a wrong command line. */
export function brokerError(broker: BrokerModule, error: unknown): unknown {
  if (!(error instanceof Error)) return error;
  const status = error instanceof broker.ConfigError ? 2 : 1;
  return new CommandError(error.message, { status, cause: error });
}
