/**
 * One client under test and the scripted server that it connects to, on loopback and port 0.
 *
 * By default the server follows the protocol: HELLO, READY for any IDENTIFY, an ACK for each HEARTBEAT. A script
 * replaces parts of this. Clients get tokens from `getToken` or from `POST /auth/…`. Disposing of the fixture
 * stops the client and the server.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloseCode } from '@wearwire/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { ConditionVariable } from '../condition.js';
import { ClientConnection, type ClientFrame } from './client-connection.js';
import type { ClientSettings } from './client-settings.js';

export interface Script {
  /** Further members of HELLO's `d`. */
  readonly hello?: (connection: ClientConnection) => object;
  /** Further members of READY. */
  readonly ready?: object;
  /** Delay of the ACK for a connection's n-th HEARTBEAT (from 1); `undefined`: no ACK. Default 0. */
  readonly ackAfterMs?: (n: number) => number | undefined;
  /** Called after HELLO was sent. */
  readonly onOpen?: (connection: ClientConnection) => void;
  /** Called instead of sending READY. */
  readonly onIdentify?: (connection: ClientConnection) => void;
  /** Called after READY was sent. */
  readonly onReady?: (connection: ClientConnection) => void;
}

const FRAME_BYTES_MAX = 1024 * 1024;

export class ClientFixture implements AsyncDisposable {
  readonly settings: ClientSettings;
  readonly connections: ClientConnection[] = [];
  readonly issuedTokens = new Set<unknown>();
  readonly #script: Script;
  readonly #changed = new ConditionVariable();
  readonly #server: Server;
  readonly #sockets: WebSocketServer;
  readonly #timers = new Set<NodeJS.Timeout>();
  #stopClient: () => unknown = () => {};

  private constructor(settings: ClientSettings, script: Script) {
    this.settings = settings;
    this.#script = script;
    this.#server = createServer((request, response) => {
      request.resume();
      const isToken = request.method === 'POST' && request.url?.startsWith('/auth/');
      response.writeHead(isToken ? 200 : 404);
      response.end(isToken ? JSON.stringify({ token: this.#issueToken() }) : '');
    });
    this.#sockets = new WebSocketServer({ server: this.#server, maxPayload: FRAME_BYTES_MAX });
    this.#sockets.on('connection', (socket, request) => {
      this.#handleConnection(socket, new URL(request.url ?? '/', 'ws://localhost').searchParams);
    });
  }

  static async open(settings: ClientSettings, script: Script): Promise<ClientFixture> {
    const fixture = new ClientFixture(settings, script);
    await new Promise<void>((resolve) => fixture.#server.listen(0, '127.0.0.1', resolve));
    const { port } = fixture.#server.address() as AddressInfo;
    const getToken = (): Promise<string> => Promise.resolve(fixture.#issueToken());
    try {
      const client = await settings.start({ url: `ws://127.0.0.1:${port}/connect`, getToken });
      fixture.#stopClient = () => client.stop();
      return fixture;
    } catch (error) {
      await fixture[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const stopped = Promise.resolve(this.#stopClient());
    for (const timer of this.#timers) clearTimeout(timer);
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await stopped;
  }

  /** As `ConditionVariable.until`. */
  waitFor<T>(poll: () => T | false | undefined, withinMs: number, what: string): Promise<T> {
    return this.#changed.until(poll, withinMs, what);
  }

  /** Waits for the n-th connection (from 1). */
  connection(n: number, withinMs = this.settings.connectTimeoutMs): Promise<ClientConnection> {
    return this.waitFor(() => this.connections[n - 1], withinMs, `connection ${n}`);
  }

  #issueToken(): string {
    const token = randomUUID();
    this.issuedTokens.add(token);
    return token;
  }

  #handleConnection(socket: WebSocket, query: URLSearchParams): void {
    const connection = new ClientConnection(socket, query);
    this.connections.push(connection);
    socket.on('error', () => {});
    socket.on('close', () => {
      connection.endedAtMs ??= performance.now();
      this.#changed.notify();
    });
    socket.on('message', (data) => {
      const frame = parseFrame(data.toString());
      if (frame) this.#handleFrame(connection, frame);
      else connection.close(CloseCode.InvalidFrame);
      this.#changed.notify();
    });
    const d = {
      heartbeat_interval: this.settings.heartbeatIntervalMs,
      ...this.#script.hello?.(connection),
    };
    connection.send({ op: 2, d });
    this.#script.onOpen?.(connection);
    this.#changed.notify();
  }

  #handleFrame(connection: ClientConnection, frame: ClientFrame): void {
    connection.frames.push(frame);
    if (frame.op === 0) this.#handleHeartbeat(connection);
    if (frame.op !== 3) return;
    connection.token = frame.d?.token;
    const { onIdentify, onReady, ready } = this.#script;
    if (onIdentify) return onIdentify(connection);
    connection.readyAtMs = performance.now();
    connection.send({ op: 4, ...ready });
    onReady?.(connection);
  }

  #handleHeartbeat(connection: ClientConnection): void {
    connection.heartbeatsAtMs.push(performance.now());
    const { ackAfterMs } = this.#script;
    const afterMs = ackAfterMs ? ackAfterMs(connection.heartbeatsAtMs.length) : 0;
    if (afterMs === undefined) return;
    if (afterMs === 0) return connection.send({ op: 1 });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      connection.send({ op: 1 });
    }, afterMs);
    this.#timers.add(timer);
  }
}

/** `undefined` if the text is not a frame. */
function parseFrame(text: string): ClientFrame | undefined {
  try {
    const value = JSON.parse(text) as ClientFrame | null;
    return typeof value?.op === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}
