/** The limit of connections that are not, or not yet, WebSockets, on each socket library. */
import { connect, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import type { SocketApplication, StartSocketServer } from '../src/sockets/port.js';
import { startUwsServer } from '../src/sockets/uws/uws-server.js';
import { startWsServer } from '../src/sockets/ws/ws-server.js';
import { hasOpenssl, makeCertificate } from './certificates.js';
import { until } from './client.js';
import { upgradeRequest } from './raw-http.js';

const CONNECTIONS_MAX = 3;

const APPLICATION: SocketApplication = {
  refusalOf: () => undefined,
  open: () => ({
    received: () => {},
    pinged: () => {},
    ponged: () => {},
    drained: () => {},
    closed: () => {},
  }),
  bodyOf: () => ({ add: () => {}, complete: () => new Uint8Array(0), release: () => {} }),
  http: async () => ({ status: 200, body: {} }),
};

async function startServer(start: StartSocketServer, isTls: boolean) {
  const directory = await temporaryDirectory();
  const tls = isTls ? makeCertificate(directory.path, 'localhost') : undefined;
  const server = await start(
    {
      host: '127.0.0.1',
      port: 0,
      tls,
      messageBytesMax: 1_000,
      httpConnectionsMax: CONNECTIONS_MAX,
      sendHighBytes: 1_000,
      sendLowBytes: 100,
      compression: false,
    },
    APPLICATION,
  );
  const { port } = server;
  return {
    connect: async (): Promise<Socket> => {
      const to = { port, host: '127.0.0.1', rejectUnauthorized: false };
      const socket = isTls ? connectTls(to) : connect(to);
      socket.on('error', () => {});
      await eventOf(socket, isTls ? 'secureConnect' : 'connect');
      return socket;
    },
    [Symbol.asyncDispose]: async () => {
      server.close();
      await directory[Symbol.asyncDispose]();
    },
  };
}

/** The first line of the response to a request; `undefined`: the connection was closed instead. */
async function answerOn(
  socket: Socket,
  request = 'GET / HTTP/1.1\r\nHost: x\r\n\r\n',
): Promise<string | undefined> {
  if (socket.destroyed) return undefined;
  const answered = eventOf(socket, 'data');
  socket.write(request);
  const bytes = await answered;
  return Buffer.isBuffer(bytes) ? String(bytes).split('\r\n')[0] : undefined;
}

/** The arguments of the event, or of the close of the connection. */
function eventOf(socket: Socket, event: string): Promise<unknown> {
  return new Promise((resolve) => socket.once(event, resolve).once('close', resolve));
}

const SERVERS: [string, StartSocketServer, boolean][] = [
  ['uWebSockets.js', startUwsServer, false],
  ['uWebSockets.js with TLS', startUwsServer, true],
  ['ws', startWsServer, false],
  ['ws with TLS', startWsServer, true],
];

const isPossible = hasOpenssl();

describe.each(SERVERS.filter((server) => isPossible || !server[2]))('%s', (_, start, isTls) => {
  it('closes a connection above httpConnectionsMax; one that became a WebSocket does not count', async () => {
    await using server = await startServer(start, isTls);
    for (let round = 0; round < 3; round++) {
      const sockets: Socket[] = [];
      while (sockets.length < CONNECTIONS_MAX) sockets.push(await server.connect());
      expect(await answerOn(await server.connect())).toBeUndefined();
      const [first, second] = sockets as [Socket, Socket];
      expect(await answerOn(first, upgradeRequest())).toBe('HTTP/1.1 101 Switching Protocols');
      sockets.push(await server.connect());
      expect(await answerOn(sockets.at(-1) as Socket)).toBe('HTTP/1.1 200 OK');
      expect(await answerOn(await server.connect())).toBeUndefined();
      second.destroy();
      // The server may detect the end of a connection a moment later.
      const isAccepted = async () => {
        const socket = await server.connect();
        sockets.push(socket);
        const answer = await answerOn(socket);
        if (answer !== undefined) expect(answer).toBe('HTTP/1.1 200 OK');
        return answer !== undefined;
      };
      await until(isAccepted);
      for (const socket of sockets) socket.destroy();
      await until(isAccepted);
      sockets.at(-1)?.destroy();
    }
  });
});
