/** A bare TCP or TLS socket to a server, and the head of its HTTP answer. */
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';

const HEAD_END = '\r\n\r\n';

/** Why no connection came about; `status` where the server answered over HTTP. */
export class UpgradeError extends Error {
  override readonly name = 'UpgradeError';
  readonly status: number | undefined;
  /** The server ended the connection without an answer. */
  readonly isCut: boolean;

  constructor(message: string, status?: number, isCut = false) {
    super(message);
    this.status = status;
    this.isCut = isCut;
  }
}

/** A socket to the server that a ws: or wss: URL names; nothing is sent. */
export function openSocket(url: URL): Socket {
  const isTls = url.protocol === 'wss:' || url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (isTls ? 443 : 80));
  const socket = isTls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
  socket.setNoDelay(true);
  socket.on('error', () => {}); // 'close' follows and tells
  return socket;
}

/** Reads up to the empty line that ends an HTTP head; the bytes behind it are `rest`. */
export function readHead(
  socket: Socket,
  timeoutMs: number,
): Promise<{ head: string; rest: Buffer }> {
  return new Promise((resolve, reject) => {
    let bytes = Buffer.alloc(0);
    const stop = (): void => {
      clearTimeout(timer);
      socket.off('data', onData);
      socket.off('close', onClose);
    };
    const onClose = (): void => {
      stop();
      const why = socket.errored ? ` (${socket.errored.message})` : '';
      const message = `the connection was refused or cut before an answer${why}`;
      reject(new UpgradeError(message, undefined, true));
    };
    const onData = (chunk: Buffer): void => {
      bytes = Buffer.concat([bytes, chunk]);
      const end = bytes.indexOf(HEAD_END);
      if (end < 0) return;
      stop();
      socket.pause();
      const rest = bytes.subarray(end + HEAD_END.length);
      resolve({ head: bytes.subarray(0, end).toString('latin1'), rest });
    };
    const timer = setTimeout(() => {
      stop();
      socket.destroy();
      reject(new UpgradeError(`no answer for ${timeoutMs} ms`));
    }, timeoutMs);
    socket.on('data', onData);
    socket.on('close', onClose);
  });
}
