/** Explains in one sentence why a server cannot listen on a port, and what to do. */

/** The names of the flags that set host and port, without `--`. */
export interface ListenFlags {
  readonly host: string;
  readonly port: string;
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
