/**
 * uWebSockets.js: sockets in, connections and HTTP routes behind it. What it knows of the library is here and
 * in its neighbours uws-link.ts, uws-http.ts and renewable-app.ts, and nowhere else.
 *
 * Rules of the library kept here: what is needed of a request is copied before any await; a message's bytes
 * are gone after the handler returns; every limit is set.
 */
import {
  App as PlainApp,
  SSLApp,
  type TemplatedApp,
  us_listen_socket_close,
  us_socket_local_port,
  type WebSocketBehavior,
} from 'uWebSockets.js';
import type { CloseCode, Negotiated } from '@wearwire/protocol';
import { grantOf } from '@wearwire/protocol/server';
import type { TlsFiles } from '../config/tls-files.js';
import type { HttpHandler } from '../http/http.js';
import { createClientAddressReader } from './client-address.js';
import { Connection } from './connection.js';
import { freePort } from './free-port.js';
import type { Gateway } from './gateway.js';
import { RenewableApp, type RenewableParts } from './renewable-app.js';
import { answer, reply } from './uws-http.js';
import { UwsLink } from './uws-link.js';

export interface ServerSettings {
  readonly host: string;
  /** 0: any free one. */
  readonly port: number;
  /** Checked by the caller; `undefined`: no TLS. */
  readonly tls: TlsFiles | undefined;
  readonly trustedProxies: readonly string[];
  /** A larger message is not read to its end. */
  readonly frameBytesCut: number;
  /** A consumer with more than this unsent is not fed until it is under the low mark. Bytes. */
  readonly sendHighBytes: number;
  readonly sendLowBytes: number;
  readonly compression: boolean;
  /** Origins that may connect; `undefined`: any. */
  readonly origins: ReadonlySet<string> | undefined;
}

export interface Server {
  readonly port: number;
  /** Reads the certificate anew for connections to come; throws when none can be made of it. */
  reloadTls(): void;
  /** All that are open: whose they are, and how to end one. */
  readonly connections: Iterable<Pick<Connection, 'developerId' | 'refuse'>>;
  /** Refuses new connections from now on; HTTP goes on. */
  stopAccepting(): void;
  /** Ends every connection with the code, then frees the port. */
  close(code: CloseCode): void;
}

interface SocketData {
  readonly negotiated: Negotiated;
  readonly address: string;
  connection: Connection | undefined;
}

/** The library's own constants, which its types do not export as values. */
const NO_COMPRESSION = 0;
const SHARED_COMPRESSOR = 1;

/** Time for close frames to leave before the rest is cut. */
const CLOSE_GRACE_MS = 500;

/** Throws when the port cannot be had. */
export async function startServer(
  settings: ServerSettings,
  gateway: Gateway,
  handleHttp: HttpHandler,
): Promise<Server> {
  const connections = new Set<Connection>();
  const addressOf = createClientAddressReader(settings.trustedProxies);
  let isAccepting = true;

  const behavior: WebSocketBehavior<SocketData> = {
    maxPayloadLength: settings.frameBytesCut,
    // Deadlines are the wheel's; the library's own would cut a link that our rules let live.
    idleTimeout: 0,
    maxLifetime: 0,
    sendPingsAutomatically: false,
    // Our high mark keeps far below it; over it the library would drop control frames.
    maxBackpressure: settings.sendHighBytes * 16 + settings.frameBytesCut,
    closeOnBackpressureLimit: false,
    compression: settings.compression ? SHARED_COMPRESSOR : NO_COMPRESSION,
    upgrade: (response, request, context) => {
      const origin = request.getHeader('origin');
      if (!isAccepting) return reply(response, { status: 503, body: { error: 'shutting down' } });
      const address = addressOf(response.getRemoteAddress(), request.getHeader('x-forwarded-for'));
      const exceeded = gateway.anonymous.exceeded(address);
      if (exceeded !== undefined) {
        gateway.stats.countLimit(exceeded);
        const body = { error: `too many connections have not identified yet (${exceeded})` };
        return reply(response, { status: 503, headers: { 'retry-after': '1' }, body });
      }
      if (settings.origins !== undefined && !settings.origins.has(origin)) {
        return reply(response, { status: 403, body: { error: 'this origin may not connect' } });
      }
      response.upgrade(
        {
          negotiated: grantOf(new URLSearchParams(request.getQuery())),
          address,
          connection: undefined,
        },
        request.getHeader('sec-websocket-key'),
        // A protocol is never chosen (P-CON-3): clients that offer one abort when another is picked.
        '',
        request.getHeader('sec-websocket-extensions'),
        context,
      );
    },
    open: (socket) => {
      const data = socket.getUserData();
      const link = new UwsLink(socket, data.address, settings.sendHighBytes);
      const connection = new Connection(gateway, link, data.negotiated);
      data.connection = connection;
      connections.add(connection);
    },
    message: (socket, message, isBinary) => {
      const bytes = new Uint8Array(message);
      socket.getUserData().connection?.received(bytes, isBinary);
      gateway.turns.took(bytes.length);
    },
    pong: (socket) => socket.getUserData().connection?.ponged(),
    drain: (socket) => {
      const hasRoom = socket.getBufferedAmount() <= settings.sendLowBytes;
      socket.getUserData().connection?.drained(hasRoom);
    },
    close: (socket) => {
      const { connection } = socket.getUserData();
      if (connection === undefined) return;
      connections.delete(connection);
      (connection.link as UwsLink).isEnded = true;
      connection.linkClosed();
    },
  };
  const createWithRoutes = (): App =>
    createApp(settings.tls)
      .ws('/connect', behavior)
      .any('/*', (response, request) =>
        answer(response, request, addressOf, handleHttp, () => isAccepting),
      ) as App;

  const renewable = settings.tls && new RenewableApp(createWithRoutes);
  const app = renewable?.front ?? createWithRoutes();
  const port = await freePort(settings.host, settings.port);
  const listenSocket = await listen(app, settings.host, port);
  return {
    port: us_socket_local_port(listenSocket),
    reloadTls: () => renewable?.renew(),
    connections,
    stopAccepting: () => {
      isAccepting = false;
    },
    close: (code) => {
      for (const connection of [...connections]) connection.stop(code);
      us_listen_socket_close(listenSocket);
      // Close frames get out first; then what is left, such as idle HTTP connections, is cut.
      setTimeout(() => (renewable ?? app).close(), CLOSE_GRACE_MS).unref();
    },
  };
}

type ListenSocket = Parameters<typeof us_listen_socket_close>[0];

/** The library's types leave out what hands connections over. */
type App = TemplatedApp & RenewableParts;

/** Throws when no server can be made of the two files. */
function createApp(tls: TlsFiles | undefined): TemplatedApp {
  if (tls === undefined) return PlainApp();
  try {
    return SSLApp({ cert_file_name: tls.cert, key_file_name: tls.key });
  } catch (cause) {
    throw new Error(`uWebSockets.js can make no server of ${tls.cert} and ${tls.key}`, { cause });
  }
}

function listen(app: TemplatedApp, host: string, port: number): Promise<ListenSocket> {
  return new Promise((resolve, reject) => {
    app.listen(host, port, (listenSocket) => {
      if (listenSocket === false) {
        reject(new Error(`cannot listen on ${host}:${port}; is the port taken?`));
      } else {
        resolve(listenSocket);
      }
    });
  });
}
