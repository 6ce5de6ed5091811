/**
 * A plain server of the protocol for the tests of the checks: everything in memory, one class a concern,
 * nothing fast. With a fault it breaks one rule, which the matching checks must notice.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { farewell } from './extensions.js';
import { endAll, type House, houseOf } from './house.js';
import { Session } from './session.js';
import type { StandInOptions } from './stand-in-options.js';

const FEW_CONNECTIONS = 40;
/** What is longer than a frame, but shorter than this, is judged by the session. */
const WIRE_BYTES_MAX = 64 * 1024 * 1024;

export class StandIn implements AsyncDisposable {
  readonly url: string;
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #house: House;

  private constructor(server: Server, sockets: WebSocketServer, house: House) {
    this.#house = house;
    this.#server = server;
    this.#sockets = sockets;
    this.url = `ws://127.0.0.1:${(server.address() as AddressInfo).port}/connect`;
  }

  static async start(options: StandInOptions): Promise<StandIn> {
    const house = houseOf(options);
    const server = createServer((request, response) => {
      if (request.url === '/readyz') response.writeHead(house.isStopping ? 503 : 200).end();
      else house.desk.answer(request, response);
    });
    const sockets = new WebSocketServer({ noServer: true, ...webSocketOptions(options) });
    server.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {});
      const refuses =
        options.fault === 'no-upgrade' ||
        (options.fault !== 'any-endpoint' && !isEndpoint(request.url)) ||
        (options.fault === 'refuses-deflate' && request.headers['sec-websocket-extensions']) ||
        (options.fault === 'refuses-origin' && request.headers.origin);
      if (refuses) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
        house.sessions.add(new Session(house, webSocket, new URL(request.url ?? '/', 'ws://x')));
      });
    });
    server.on('clientError', (_error, socket) => {
      socket.destroy();
      if (options.fault === 'junk-ends-all') endAll(house);
    });
    if (options.fault === 'few-connections') server.maxConnections = FEW_CONNECTIONS;
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return new StandIn(server, sockets, house);
  }

  /** A planned stop, as far as connections see it. */
  stop(): void {
    this.#house.isStopping = this.#house.options.fault !== 'ready-while-stopping';
    for (const session of this.#house.sessions) farewell(session);
  }

  /** Keeps nothing until the function that this returns is called. */
  stall(): () => void {
    const stalled: (() => void)[] = [];
    this.#house.stalled = stalled;
    return () => {
      this.#house.stalled = undefined;
      for (const action of stalled) action();
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}

function isEndpoint(url = ''): boolean {
  return new URL(url, 'ws://x').pathname === '/connect';
}

function webSocketOptions({ fault }: StandInOptions) {
  return {
    maxPayload: WIRE_BYTES_MAX,
    autoPong: fault !== 'no-pong',
    skipUTF8Validation: fault === 'skips-utf8',
    handleProtocols: (offered: Set<string>): string | false =>
      fault === 'picks-subprotocol' ? ([...offered][0] ?? false) : false,
  };
}
