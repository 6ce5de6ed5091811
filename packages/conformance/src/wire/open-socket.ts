/** Opens a TCP or TLS socket to a server, or a WebSocket on it (RFC 6455, 4.1). */
import { randomBytes } from 'node:crypto';
import { connect as connectTcp, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { acceptOf, parseUpgradeAnswer, type UpgradeAnswer, upgradeRequest } from './upgrade.js';

const HEAD_END = '\r\n\r\n';

/** A failed opening handshake; has `status` if the server sent an HTTP response. */
export class UpgradeError extends Error {
  override readonly name = 'UpgradeError';
  readonly status: number | undefined;
  /** Whether the server closed the connection without a response. */
  readonly isCut: boolean;

  constructor(message: string, status?: number, isCut = false) {
    super(message);
    this.status = status;
    this.isCut = isCut;
  }
}

/**
 * Performs the opening handshake; `rest` are the bytes after the response header. Rejects with `UpgradeError` if the
 * server does not open a WebSocket.
 */
export async function openWebSocket(
  url: URL,
  headers: Readonly<Record<string, string>> | undefined,
  timeoutMs: number,
): Promise<{ readonly socket: Socket; readonly answer: UpgradeAnswer; readonly rest: Buffer }> {
  const key = randomBytes(16).toString('base64');
  const socket = openSocket(url);
  socket.write(upgradeRequest(url, key, headers));
  const { head, rest } = await readHead(socket, timeoutMs);
  const answer = parseUpgradeAnswer(head);
  const { status } = answer;
  const isOpen = status === 101 && answer.headers.get('sec-websocket-accept') === acceptOf(key);
  if (isOpen) return { socket, answer, rest };
  socket.destroy();
  const observed =
    status === 101 ? 'a wrong Sec-WebSocket-Accept' : `HTTP ${status} instead of 101`;
  throw new UpgradeError(`the opening handshake failed: ${observed}`, status);
}

/** Opens a socket to the host of a ws: or wss: URL; sends nothing. */
export function openSocket(url: URL): Socket {
  const isTls = url.protocol === 'wss:' || url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const port = Number(url.port || (isTls ? 443 : 80));
  const socket = isTls ? connectTls({ host, port, servername: host }) : connectTcp({ host, port });
  socket.setNoDelay(true);
  socket.on('error', () => {}); // reported by the 'close' event that follows
  return socket;
}

/**
 * Reads up to the empty line after an HTTP header; `rest` are the bytes after it. Rejects with `UpgradeError` if the
 * connection is closed first, or after `timeoutMs`.
 */
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
      const message = `the connection was refused or closed before a response${why}`;
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
      reject(new UpgradeError(`no response within ${timeoutMs} ms`));
    }, timeoutMs);
    socket.on('data', onData);
    socket.on('close', onClose);
  });
}
