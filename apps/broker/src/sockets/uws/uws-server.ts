/**
 * The adapter for uWebSockets.js. Only this folder uses the library.
 *
 * Rules of the library: a request is only valid until the first await, a message's bytes only until the handler
 * returns. Every limit is set explicitly.
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
import { FrameViews } from '../frame-views.js';
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

/** The library's constants, which its types do not export as values. */
const NO_COMPRESSION = 0;
const SHARED_COMPRESSOR = 1;

/** Far more than the gateway allows to be unsent in addition to DISPATCHes. */
const BACKPRESSURE_SPARE_BYTES = 16 * 1024 * 1024;

/** Time for close frames to be sent before all connections are cut. */
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
        // Lets close frames be sent first, then cuts the rest, such as idle HTTP connections.
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
  /** The listening app. */
  readonly front: App;
  /** The application that all their handlers refer to. */
  readonly application: ReleasableApplication;
  /** Switches to a new certificate. */
  renew(): void;
  /** Cuts every connection. */
  close(): void;
}

interface PooledApp<App> {
  readonly app: App;
  /** The application that its handlers refer to. */
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
      // With another certificate, its pool key no longer applies.
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
    // Closing it calls this function again.
    const isTooMany = application.httpConnections > settings.httpConnectionsMax;
    if (change > 0 && isTooMany) response.close();
  };
  app.filter(connectionChanged);
  return app.any('/*', (response, request) =>
    answer(response, request, application, () => application.keepsAlive),
  ) as App;
}

/** Called with 1 when an HTTP connection opens and with -1 when it closes. */
type ConnectionFilter = (response: HttpResponse, change: number) => void;

function behaviorOf(
  settings: SocketServerSettings,
  application: ReleasableApplication,
): WebSocketBehavior<SocketData> {
  const { messageBytesMax, sendHighBytes, sendLowBytes } = settings;
  const frameViews = new FrameViews();
  return {
    maxPayloadLength: messageBytesMax,
    // The gateway has its own deadlines; the library's would cut links that the protocol allows.
    idleTimeout: 0,
    maxLifetime: 0,
    sendPingsAutomatically: false,
    // The gateway's limits stay far below it; above it the library would drop control frames.
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
        // A subprotocol is never chosen (P-CON-3): clients abort if the server picks one that they did not offer.
        '',
        offerFor(copy),
        context,
      );
      // The library reports an upgraded connection only as a closed HTTP connection.
      application.httpConnections--;
    },
    open: (socket) => {
      const data = socket.getUserData();
      const link = new UwsLink(socket, sendHighBytes, frameViews);
      data.link = link;
      data.events = application.open(link, data.request);
      // If `open` ended the link, the library called `close` before the events were set.
      if (link.isGone) data.events.closed();
    },
    message: (socket, message, isBinary) => {
      const { events, link } = socket.getUserData();
      if (link?.isOpen) events?.received(new Uint8Array(message), isBinary);
    },
    ping: (socket) => {
      const { events, link } = socket.getUserData();
      // The library sends pongs itself; while a close frame waits, they would accumulate.
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
 * The part of the client's offers that is passed to the library. The library ignores parameters and always answers
 * without a window, so offers that need another answer are left out (RFC 7692, 7.1).
 */
function offerFor(request: SocketRequest): string {
  const agreement = agreementOn(request.header('sec-websocket-extensions'));
  return agreement?.namesWindow === false ? 'permessage-deflate' : '';
}

type ListenSocket = Parameters<typeof us_listen_socket_close>[0];

/** The library's types omit the functions that hand over connections. */
type App = TemplatedApp & RenewableParts;

/** Throws if the two files cannot be used. */
function createApp(tls: TlsFiles | undefined): TemplatedApp {
  if (tls === undefined) return PlainApp();
  try {
    return SSLApp({ cert_file_name: tls.cert, key_file_name: tls.key });
  } catch (cause) {
    throw new Error(`cannot load TLS certificate ${tls.cert} with key ${tls.key}`, { cause });
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
