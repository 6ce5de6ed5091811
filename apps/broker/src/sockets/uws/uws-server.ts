/**
 * The adapter for uWebSockets.js. The library is known in this folder and nowhere else.
 *
 * Rules of the library kept here: what is needed of a request is copied before any await; a message's bytes
 * are gone after the handler returns; every limit is set.
 */
import {
  type HttpResponse,
  App as PlainApp,
  SSLApp,
  type TemplatedApp,
  us_listen_socket_close,
  us_socket_local_port,
  type WebSocketBehavior,
} from 'uWebSockets.js';
import type { TlsFiles } from '../../config/tls-files.js';
import { listenError } from '../../listen-error.js';
import { agreementOn } from '../deflate-offer.js';
import { handshakeRefusalOf } from '../handshake.js';
import {
  type LinkEvents,
  type SocketRequest,
  type SocketServerSettings,
  type StartSocketServer,
  WEBSOCKET_PATHS,
} from '../port.js';
import { AppPool } from './app-pool.js';
import { freePort } from './free-port.js';
import { ReleasableApplication } from './releasable-application.js';
import { RenewableApp, type RenewableParts } from './renewable-app.js';
import { answer, copyOf, reply } from './uws-http.js';
import { UwsLink } from './uws-link.js';

interface SocketData {
  readonly request: SocketRequest;
  link: UwsLink | undefined;
  events: LinkEvents | undefined;
}

/** The library's own constants, which its types do not export as values. */
const NO_COMPRESSION = 0;
const SHARED_COMPRESSOR = 1;

/** Far more than the gateway lets a client leave unsent beside DISPATCHes. */
const BACKPRESSURE_SPARE_BYTES = 16 * 1024 * 1024;

/** Time for close frames to leave before the rest is cut. */
const CLOSE_GRACE_MS = 500;

export const startUwsServer: StartSocketServer = async (settings, application) => {
  const apps = settings.tls ? tlsServerApps(settings) : plainServerApps(settings);
  apps.application.hold(application);
  try {
    const port = await freePort(settings.host, settings.port);
    const listenSocket = await listen(apps.front, settings.host, port);
    return {
      port: us_socket_local_port(listenSocket),
      reloadTls: () => apps.renew(),
      stopKeepingAlive: () => {
        apps.application.keepsAlive = false;
      },
      close: () => {
        us_listen_socket_close(listenSocket);
        apps.application.release();
        // Close frames get out first; then what is left, such as idle HTTP connections, is cut.
        setTimeout(() => apps.close(), CLOSE_GRACE_MS).unref();
      },
    };
  } catch (error) {
    apps.application.release();
    apps.close();
    throw error;
  }
};

/** The apps of one server. */
interface ServerApps {
  /** To listen with. */
  readonly front: App;
  /** What the handlers of all of them refer to. */
  readonly application: ReleasableApplication;
  /** With a new certificate. */
  renew(): void;
  /** Cuts every connection. */
  close(): void;
}

interface PooledApp<App> {
  readonly app: App;
  /** What its handlers refer to. */
  readonly application: ReleasableApplication;
}

const plainApps = new AppPool<PooledApp<App>>();
const tlsApps = new AppPool<PooledApp<RenewableApp<App>>>();

function plainServerApps(settings: SocketServerSettings): ServerApps {
  const taken = plainApps.take(settings, () => {
    const application = new ReleasableApplication();
    return { app: createWithRoutes(settings, application), application };
  });
  const { app, application } = taken.app;
  return {
    front: app,
    application,
    renew: () => {},
    close: () => {
      app.close();
      plainApps.giveBack(taken);
    },
  };
}

function tlsServerApps(settings: SocketServerSettings): ServerApps {
  const taken = tlsApps.take(settings, () => {
    const application = new ReleasableApplication();
    return { app: new RenewableApp(() => createWithRoutes(settings, application)), application };
  });
  const { app, application } = taken.app;
  let isRenewed = false;
  return {
    front: app.front,
    application,
    renew: () => {
      isRenewed = true;
      app.renew();
    },
    close: () => {
      app.close();
      // With another certificate it is none that its key stands for.
      if (!isRenewed) tlsApps.giveBack(taken);
    },
  };
}

function createWithRoutes(settings: SocketServerSettings, application: ReleasableApplication): App {
  const behavior = behaviorOf(settings, application);
  const app = createApp(settings.tls);
  for (const path of WEBSOCKET_PATHS) app.ws(path, behavior);
  const connectionChanged: ConnectionFilter = (response, change) => {
    application.httpConnections += Math.sign(change);
    // Closing it calls this again.
    const isTooMany = application.httpConnections > settings.httpConnectionsMax;
    if (change > 0 && isTooMany) response.close();
  };
  app.filter(connectionChanged);
  return app.any('/*', (response, request) =>
    answer(response, request, application, () => application.keepsAlive),
  ) as App;
}

/** Called when an HTTP connection was opened (1) and when it was closed (-1). */
type ConnectionFilter = (response: HttpResponse, change: number) => void;

function behaviorOf(
  settings: SocketServerSettings,
  application: ReleasableApplication,
): WebSocketBehavior<SocketData> {
  const { messageBytesMax, sendHighBytes, sendLowBytes } = settings;
  return {
    maxPayloadLength: messageBytesMax,
    // Deadlines are the gateway's; the library's own would cut a link that our rules let live.
    idleTimeout: 0,
    maxLifetime: 0,
    sendPingsAutomatically: false,
    // The gateway's limits keep far below it; over it the library would drop control frames.
    maxBackpressure: sendHighBytes + 4 * messageBytesMax + BACKPRESSURE_SPARE_BYTES,
    closeOnBackpressureLimit: false,
    compression: settings.compression ? SHARED_COMPRESSOR : NO_COMPRESSION,
    upgrade: (response, request, context) => {
      const copy = copyOf(response, request);
      const refusal = handshakeRefusalOf(copy) ?? application.refusalOf(copy);
      if (refusal !== undefined) return reply(response, refusal);
      response.upgrade(
        { request: copy, link: undefined, events: undefined },
        request.getHeader('sec-websocket-key'),
        // A protocol is never chosen (P-CON-3): clients that offer one abort when another is picked.
        '',
        offerFor(copy),
        context,
      );
      // The library tells of one that is no HTTP connection any more only when it has closed as one.
      application.httpConnections--;
    },
    open: (socket) => {
      const data = socket.getUserData();
      const link = new UwsLink(socket, sendHighBytes);
      data.link = link;
      data.events = application.open(link, data.request);
      // Where `open` has ended the link, the library has called `close` before there was anybody to tell.
      if (link.isGone) data.events.closed();
    },
    message: (socket, message, isBinary) => {
      const { events, link } = socket.getUserData();
      if (link?.isOpen) events?.received(new Uint8Array(message), isBinary);
    },
    ping: (socket) => {
      const { events, link } = socket.getUserData();
      // Pongs are the library's: behind a close frame that waits they would pile up.
      if (link?.isOpen) events?.pinged();
      else link?.cut();
    },
    pong: (socket) => socket.getUserData().events?.ponged(),
    drain: (socket) => {
      const { events, link } = socket.getUserData();
      if (link?.isOpen) events?.drained(link.bufferedBytes <= sendLowBytes);
      else link?.drained();
    },
    close: (socket) => {
      const { events, link } = socket.getUserData();
      link?.gone();
      events?.closed();
    },
  };
}

/**
 * What the library is shown of the client's offers: it does not look at their parameters and always answers
 * without a window, so an offer that it could not answer rightly is left out (RFC 7692, 7.1).
 */
function offerFor(request: SocketRequest): string {
  const agreement = agreementOn(request.header('sec-websocket-extensions'));
  return agreement?.namesWindow === false ? 'permessage-deflate' : '';
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
        reject(listenError(host, port, { host: 'host', port: 'port' }));
      } else {
        resolve(listenSocket);
      }
    });
  });
}
