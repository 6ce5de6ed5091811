/** Listens on a port. The errors say in one sentence why that is not possible, and what to do. */
import { once } from 'node:events';
import type { AddressInfo, Server } from 'node:net';

/** The names of the flags that set host and port, without `--`. */
export interface ListenFlags {
  readonly host: string;
  readonly port: string;
}

/** The flags for clients, as opposed to those for metrics. */
export const CLIENT_FLAGS: ListenFlags = { host: 'host', port: 'port' };

/** Resolves with the port. */
export async function listen(
  server: Server,
  host: string,
  port: number,
  flags: ListenFlags,
): Promise<number> {
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return (server.address() as AddressInfo).port;
  } catch (cause) {
    throw listenError(host, port, flags, cause);
  }
}

/** `cause`: the error of the system; if there is none, the address is assumed to be in use. */
export function listenError(
  host: string,
  port: number,
  flags: ListenFlags,
  cause?: unknown,
): Error {
  const { code, message } = (cause ?? { code: 'EADDRINUSE' }) as NodeJS.ErrnoException;
  const [meaning, remedy] = reasonOf(code, message, flags);
  return new Error(`cannot listen on ${host}:${port}: ${meaning}; ${remedy}`, { cause });
}

function reasonOf(
  code: string | undefined,
  message: string,
  { host, port }: ListenFlags,
): readonly [meaning: string, remedy: string] {
  switch (code) {
    case 'EADDRINUSE':
      return ['address already in use', `choose another --${port}`];
    case 'EACCES':
      return ['permission denied', `choose a --${port} above 1023`];
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return [`the address does not belong to this machine (${code})`, `choose another --${host}`];
    default:
      return [code ?? message, `choose another --${host} or --${port}`];
  }
}
