/**
 * A strict WebSocket server over TCP for the tests of the suite. With a fault it deviates from the RFC in one
 * point.
 */

import type { AddressInfo } from 'node:net';
import { createServer, type Server, type Socket } from 'node:net';
import { acceptOf } from '../../src/wire/upgrade.js';
import { answerTo } from './deflate.js';
import type { Fault } from './faults.js';
import { HEAD_BYTES_MAX, handshakeOf, type Refusal } from './http-request.js';
import { Session } from './session.js';

interface ReferenceWebSocketServerOptions {
  readonly fault?: Fault | undefined;
  /** Sends messages back. Otherwise it sends HELLO and answers heartbeats. */
  readonly echoes: boolean;
  readonly messageBytesMax: number;
}

const HEAD_END = '\r\n\r\n';

export class ReferenceWebSocketServer implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: ReadonlySet<Socket>;

  private constructor(server: Server, sockets: ReadonlySet<Socket>) {
    this.#server = server;
    this.#sockets = sockets;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/connect`;
  }

  static async start(options: ReferenceWebSocketServerOptions): Promise<ReferenceWebSocketServer> {
    const sockets = new Set<Socket>();
    const keepsTcp = options.fault === 'keeps-tcp';
    const server = createServer({ allowHalfOpen: keepsTcp, noDelay: true }, (socket) => {
      sockets.add(socket);
      socket.on('error', () => {}).on('close', () => sockets.delete(socket));
      readHandshake(socket, options);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new ReferenceWebSocketServer(server, sockets);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function readHandshake(socket: Socket, options: ReferenceWebSocketServerOptions): void {
  let bytes = Buffer.alloc(0);
  let session: Session | undefined;
  socket.on('data', (chunk) => {
    if (session !== undefined) return session.receive(chunk);
    if (options.fault === 'needs-whole-request' && bytes.length > 0) return void socket.destroy();
    bytes = Buffer.concat([bytes, chunk]);
    if (options.fault === 'never-answers-http') return;
    const end = bytes.indexOf(HEAD_END);
    if (bytes.length > HEAD_BYTES_MAX) return refuse(socket, { status: 431 });
    // A header with bare line feeds never contains HEAD_END.
    if (end < 0) return bytes.indexOf('\n\n') >= 0 ? refuse(socket, { status: 400 }) : undefined;
    session = open(socket, bytes.subarray(0, end).toString('latin1'), options);
  });
}

function open(
  socket: Socket,
  head: string,
  options: ReferenceWebSocketServerOptions,
): Session | undefined {
  const { fault } = options;
  const handshake = handshakeOf(head, fault);
  if ('status' in handshake) return refuse(socket, handshake);
  const extension = answerTo(handshake.offer, fault);
  if (typeof extension === 'object') return refuse(socket, { status: 400 });
  const key = fault === 'wrong-accept' ? 'another' : handshake.key;
  const protocol =
    fault === 'picks-subprotocol' && handshake.protocols.length > 0 ? 'other' : undefined;
  const lines = [
    'HTTP/1.1 101 Switching Protocols',
    'Upgrade: websocket',
    'Connection: Upgrade',
    `Sec-WebSocket-Accept: ${acceptOf(key)}`,
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ...(extension === undefined ? [] : [`Sec-WebSocket-Extensions: ${extension}`]),
  ];
  socket.write(`${lines.join('\r\n')}${HEAD_END}`);
  const isCompressed = extension !== undefined;
  return new Session(socket, {
    fault,
    isCompressed,
    echoes: options.echoes,
    messageBytesMax: options.messageBytesMax,
  });
}

function refuse(socket: Socket, { status, headers = '' }: Refusal): undefined {
  socket.end(
    `HTTP/1.1 ${status} Refused\r\nContent-Length: 0\r\nConnection: close\r\n${headers}\r\n`,
  );
}
