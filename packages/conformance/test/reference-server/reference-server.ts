/**
 * A minimal in-memory server of the protocol for the tests of the checks. With a fault it breaks one rule, and
 * the checks listed for this fault must fail.
 */
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { closeForRestart } from './extensions.js';
import { handleMessage } from './handlers.js';
import { createPostHandler } from './posts.js';
import type { ReferenceServerOptions } from './reference-server-options.js';
import { createServerState, disconnectAll, type ServerState } from './server-state.js';
import { Session } from './session.js';

const FEW_CONNECTIONS = 40;
/** Messages longer than `FRAME_BYTES_MAX` but shorter than this reach the session, which refuses them itself. */
const WIRE_BYTES_MAX = 64 * 1024 * 1024;

export class ReferenceServer implements AsyncDisposable {
  readonly url: string;
  readonly #http: Server;
  readonly #sockets: WebSocketServer;
  readonly #state: ServerState;
  readonly #sessions: ReadonlySet<Session>;

  private constructor(
    http: Server,
    sockets: WebSocketServer,
    state: ServerState,
    sessions: ReadonlySet<Session>,
  ) {
    this.#sessions = sessions;
    this.#http = http;
    this.#sockets = sockets;
    this.#state = state;
    this.url = `ws://127.0.0.1:${(http.address() as AddressInfo).port}/connect`;
  }

  static async start(options: ReferenceServerOptions): Promise<ReferenceServer> {
    const sessions = new Set<Session>();
    const state = createServerState(options, sessions);
    const answerPost = createPostHandler(state);
    const http = createServer((request, response) => {
      if (request.url === '/readyz') response.writeHead(state.isStopping ? 503 : 200).end();
      else if (request.url === '/submit') void answerPost(request, response);
      else state.tokens.answer(request, response);
    });
    const sockets = new WebSocketServer({ noServer: true, ...webSocketOptions(options) });
    http.on('upgrade', (request, socket, head) => {
      socket.on('error', () => {});
      const refuses =
        options.fault === 'no-upgrade' ||
        (options.fault !== 'any-endpoint' && !isEndpoint(request.url)) ||
        (options.fault === 'refuses-deflate' && request.headers['sec-websocket-extensions']) ||
        (options.fault === 'refuses-origin' && request.headers.origin);
      if (refuses) return void socket.end('HTTP/1.1 404 Not Found\r\n\r\n');
      sockets.handleUpgrade(request, socket, head, (webSocket: WebSocket) => {
        const session = new Session(state, webSocket, new URL(request.url ?? '/', 'ws://x'));
        sessions.add(session);
        webSocket.on('message', (data: Buffer, isBinary) => handleMessage(session, data, isBinary));
        webSocket.on('close', () => sessions.delete(session));
      });
    });
    http.on('clientError', (_error, socket) => {
      socket.destroy();
      if (options.fault === 'junk-ends-all') disconnectAll(state);
    });
    if (options.fault === 'few-connections') http.maxConnections = FEW_CONNECTIONS;
    await new Promise<void>((resolve) => http.listen(0, '127.0.0.1', resolve));
    return new ReferenceServer(http, sockets, state, sessions);
  }

  /** Performs the part of a planned stop that connections can observe. */
  stop(): void {
    this.#state.isStopping = this.#state.options.fault !== 'ready-while-stopping';
    for (const session of this.#sessions) closeForRestart(session);
  }

  /** Stops storing events until the returned function is called. */
  stall(): () => void {
    const stalled: (() => void)[] = [];
    this.#state.stalled = stalled;
    return () => {
      this.#state.stalled = undefined;
      for (const action of stalled) action();
    };
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const client of this.#sockets.clients) client.terminate();
    this.#http.closeAllConnections();
    await new Promise((resolve) => this.#http.close(resolve));
  }
}

function isEndpoint(url = ''): boolean {
  return new URL(url, 'ws://x').pathname === '/connect';
}

function webSocketOptions({ fault }: ReferenceServerOptions) {
  return {
    maxPayload: WIRE_BYTES_MAX,
    autoPong: fault !== 'no-pong',
    // Compresses every message, with the window of the earlier ones, if the client offers it.
    perMessageDeflate: { threshold: 0 },
    skipUTF8Validation: fault === 'skips-utf8',
    handleProtocols: (offered: Set<string>): string | false =>
      fault === 'picks-subprotocol' ? ([...offered][0] ?? false) : false,
  };
}
