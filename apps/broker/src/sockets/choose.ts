/**
 * Chooses the socket library. uWebSockets.js is faster but native: it has binaries only for some versions of Node,
 * processors and C libraries. `ws` runs everywhere.
 */
import type { StartSocketServer } from './port.js';
import { socketLibrary } from './uws/socket-library.js';

/** Values of the setting `sockets`. */
export const SOCKETS = ['auto', 'uws', 'ws'] as const;
/** One of `SOCKETS`. */
export type SocketsSetting = (typeof SOCKETS)[number];

/** The chosen library. */
export interface Sockets {
  /** Name and version, such as `ws 8.23.0`. */
  readonly library: string;
  /** Why it was chosen. */
  readonly reason: string;
  readonly start: StartSocketServer;
}

const CHOSEN = 'chosen by the setting sockets';

/** Rejects if `uws` is requested and cannot be loaded. */
export async function chooseSockets(setting: SocketsSetting): Promise<Sockets> {
  switch (setting) {
    case 'ws':
      return wsSockets(CHOSEN);
    case 'uws':
      return uwsSockets(CHOSEN).catch(async (cause: unknown) => {
        throw new Error(`${await failureOf(cause)}; use --sockets auto or ws`, { cause });
      });
    case 'auto':
      return uwsSockets('it has a binary here').catch(async (cause: unknown) =>
        wsSockets(await failureOf(cause)),
      );
  }
}

async function uwsSockets(reason: string): Promise<Sockets> {
  const { startUwsServer } = await import('./uws/uws-server.js');
  const { build } = await socketLibrary();
  return { library: `uWebSockets.js (${build})`, reason, start: startUwsServer };
}

async function wsSockets(reason: string): Promise<Sockets> {
  const { startWsServer, WS_VERSION } = await import('./ws/ws-server.js');
  return { library: `ws ${WS_VERSION}`, reason, start: startWsServer };
}

async function failureOf(cause: unknown): Promise<string> {
  const place = `Node ${process.versions.node} on ${process.platform} ${process.arch}`;
  const library = await socketLibrary().catch(() => undefined);
  if (library === undefined) return 'uWebSockets.js is not installed';
  if (library.binary === undefined) return `uWebSockets.js has no binary for ${place}`;
  const message = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
  return `the binary of uWebSockets.js cannot be loaded by ${place} (${message})`;
}
