/**
 * One client under test and the scripted server that it talks to: a real one on loopback, port 0.
 *
 * Unless the script says otherwise it keeps the protocol: HELLO, READY for any IDENTIFY, an ACK for each
 * HEARTBEAT. `POST /auth/…` beside it hands out the same tokens as `getToken`, for clients that fetch their
 * own. Leaving the stage stops the client and the server.
 */
import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { CloseCode } from '@wearwire/protocol';
import { type WebSocket, WebSocketServer } from 'ws';
import { Condition } from '../condition.js';
import type { ClientSettings } from './client-check.js';
import { ClientConnection, type ClientFrame } from './client-connection.js';

export interface Script {
  /** Further members of HELLO's `d`. */
  readonly hello?: (connection: ClientConnection) => object;
  /** Further members of READY. */
  readonly ready?: object;
  /** Time until the ACK of a connection's n-th HEARTBEAT (from 1); `undefined`: none comes. Default 0. */
  readonly ackAfterMs?: (n: number) => number | undefined;
  /** HELLO was sent. */
  readonly onOpen?: (connection: ClientConnection) => void;
  /** In place of READY. */
  readonly onIdentify?: (connection: ClientConnection) => void;
  /** READY was sent. */
  readonly onReady?: (connection: ClientConnection) => void;
}

const FRAME_BYTES_MAX = 1024 * 1024;

export class Stage implements AsyncDisposable {
  readonly settings: ClientSettings;
  readonly connections: ClientConnection[] = [];
  readonly issuedTokens = new Set<unknown>();
  readonly #script: Script;
  readonly #changed = new Condition();
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
      response.end(isToken ? JSON.stringify({ token: this.#issue() }) : '');
    });
    this.#sockets = new WebSocketServer({ server: this.#server, maxPayload: FRAME_BYTES_MAX });
    this.#sockets.on('connection', (socket, request) => {
      this.#opened(socket, new URL(request.url ?? '/', 'ws://stage').searchParams);
    });
  }

  static async open(settings: ClientSettings, script: Script): Promise<Stage> {
    const stage = new Stage(settings, script);
    await new Promise<void>((resolve) => stage.#server.listen(0, '127.0.0.1', resolve));
    const { port } = stage.#server.address() as AddressInfo;
    const getToken = (): Promise<string> => Promise.resolve(stage.#issue());
    try {
      const client = await settings.start({ url: `ws://127.0.0.1:${port}/connect`, getToken });
      stage.#stopClient = () => client.stop();
      return stage;
    } catch (error) {
      await stage[Symbol.asyncDispose]();
      throw error;
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    const isStopped = Promise.resolve(this.#stopClient());
    for (const timer of this.#timers) clearTimeout(timer);
    for (const client of this.#sockets.clients) client.terminate();
    this.#server.closeAllConnections();
    await new Promise((resolve) => this.#server.close(resolve));
    await isStopped;
  }

  /** Resolves with the first value that is not `undefined`; `Overdue` after `withinMs`. */
  until<T>(look: () => T | undefined, withinMs: number, what: string): Promise<T> {
    return this.#changed.until(look, withinMs, what);
  }

  /** The n-th connection (from 1), once it is there. */
  connection(n: number, withinMs = this.settings.connectTimeoutMs): Promise<ClientConnection> {
    return this.until(() => this.connections[n - 1], withinMs, `connection ${n}`);
  }

  #issue(): string {
    const token = randomUUID();
    this.issuedTokens.add(token);
    return token;
  }

  #opened(socket: WebSocket, query: URLSearchParams): void {
    const connection = new ClientConnection(socket, query);
    this.connections.push(connection);
    socket.on('error', () => {});
    socket.on('close', () => {
      connection.endedAtMs ??= performance.now();
      this.#changed.notify();
    });
    socket.on('message', (data) => {
      const frame = frameIn(data.toString());
      if (frame) this.#took(connection, frame);
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

  #took(connection: ClientConnection, frame: ClientFrame): void {
    connection.frames.push(frame);
    if (frame.op === 0) this.#beat(connection);
    if (frame.op !== 3) return;
    connection.token = frame.d?.token;
    const { onIdentify, onReady, ready } = this.#script;
    if (onIdentify) return onIdentify(connection);
    connection.readyAtMs = performance.now();
    connection.send({ op: 4, ...ready });
    onReady?.(connection);
  }

  #beat(connection: ClientConnection): void {
    connection.beatsAtMs.push(performance.now());
    const { ackAfterMs } = this.#script;
    const afterMs = ackAfterMs ? ackAfterMs(connection.beatsAtMs.length) : 0;
    if (afterMs === undefined) return;
    if (afterMs === 0) return connection.send({ op: 1 });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      connection.send({ op: 1 });
    }, afterMs);
    this.#timers.add(timer);
  }
}

/** `undefined` for what is no frame. */
function frameIn(text: string): ClientFrame | undefined {
  try {
    const value = JSON.parse(text) as ClientFrame | null;
    return typeof value?.op === 'number' ? value : undefined;
  } catch {
    return undefined;
  }
}
