/**
 * A minimal server of the protocol on `ws`: tokens over HTTP, HELLO, IDENTIFY, READY, heartbeats, SUBMIT. The
 * caller handles SUBMITs and consumers.
 *
 * Unlike the wearwire broker, it has no deadlines, replay, limits or check of API keys, and it buffers without limit
 * for a consumer that does not read. The `d` of an event is parsed and serialized again, not copied.
 */
import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import { Opcode, Role } from '@wearwire/protocol';
import { type WebSocket, WebSocketServer } from 'ws';

export interface Submit {
  readonly d: object;
  readonly t: string;
}

export interface TerraHandlers {
  onSubmit(developer: string, user: string, submit: Submit): void;
  /** Must send READY, once the socket is subscribed to every later event. */
  onConsumer(developer: string, socket: WebSocket): void;
}

interface Identity {
  readonly role: Role;
  readonly developer: string;
  readonly user: string;
}

export const READY = JSON.stringify({ op: Opcode.Ready });

type ClientFrame = { op: number; d: { token: string }; t: string };

/** Listens on a free port of 127.0.0.1 and returns it. */
export async function serveTerra(
  heartbeatIntervalMs: number,
  handlers: TerraHandlers,
): Promise<number> {
  const hello = JSON.stringify({
    op: Opcode.Hello,
    d: { heartbeat_interval: heartbeatIntervalMs },
  });
  const tokens = new Map<string, Identity>();
  const http = createServer((request, response) => {
    const identity = identityOf(request);
    if (identity === undefined) return void response.writeHead(404).end();
    const token = randomUUID();
    tokens.set(token, identity);
    response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ token }));
  });
  const sockets = new WebSocketServer({ server: http, path: '/connect', perMessageDeflate: false });
  sockets.on('connection', (socket) => {
    socket.send(hello);
    handleMessages(socket, tokens, handlers);
  });
  http.listen(0, '127.0.0.1');
  await once(http, 'listening');
  return (http.address() as AddressInfo).port;
}

function identityOf(request: IncomingMessage): Identity | undefined {
  const url = new URL(request.url ?? '/', 'http://localhost');
  const developer = String(request.headers['dev-id'] ?? '');
  const user = url.searchParams.get('id') ?? '';
  if (url.pathname === '/auth/user') return { role: Role.Producer, developer, user };
  if (url.pathname === '/auth/developer') return { role: Role.Consumer, developer, user };
  return undefined;
}

function handleMessages(
  socket: WebSocket,
  tokens: Map<string, Identity>,
  handlers: TerraHandlers,
): void {
  let identity: Identity | undefined;
  socket.on('error', () => socket.terminate());
  socket.on('message', (data) => {
    const frame = JSON.parse(data.toString()) as ClientFrame;
    switch (frame.op) {
      case Opcode.Submit:
        if (identity === undefined) return socket.close(4000, 'identify first');
        return handlers.onSubmit(identity.developer, identity.user, frame as unknown as Submit);
      case Opcode.Heartbeat:
        return socket.send(JSON.stringify({ op: Opcode.HeartbeatAck }));
      case Opcode.Identify:
        identity = tokens.get(frame.d.token);
        if (identity === undefined) return socket.close(4001, 'no such token');
        tokens.delete(frame.d.token);
        if (identity.role === Role.Producer) return socket.send(READY);
        return handlers.onConsumer(identity.developer, socket);
      default:
        return socket.close(4004, 'unknown opcode');
    }
  });
}
