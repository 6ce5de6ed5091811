/** The library's apps of one server, with their routes: from a pool, and with TLS renewable. */
import { type HttpResponse, App as PlainApp, SSLApp, type TemplatedApp } from 'uWebSockets.js';
import type { TlsFiles } from '../../config/tls-files.js';
import { type SocketServerSettings, WEBSOCKET_PATHS } from '../port.js';
import { AppPool } from './app-pool.js';
import { ReleasableApplication } from './releasable-application.js';
import { RenewableApp, type RenewableParts } from './renewable-app.js';
import { answer } from './uws-http.js';
import { behaviorOf } from './websocket-behavior.js';

/** The apps of one server. */
export interface ServerApps {
  /** The listening app. */
  readonly front: App;
  /** The application that all their handlers refer to. */
  readonly application: ReleasableApplication;
  /** Switches to a new certificate; no effect without TLS. */
  renew(): void;
  /** Cuts every connection. */
  close(): void;
}

const pool = new AppPool<ServerApps>();

/** Takes the apps of a server with these settings from a pool, or creates them. */
export function serverApps(settings: SocketServerSettings): ServerApps {
  const pooled = pool.acquire(settings, () => createApps(settings));
  const apps = pooled.app;
  let isRenewed = false;
  return {
    ...apps,
    renew: () => {
      isRenewed = settings.tls !== undefined;
      apps.renew();
    },
    close: () => {
      apps.close();
      // The certificate of a renewed app does not match its key in the pool.
      if (!isRenewed) pool.release(pooled);
    },
  };
}

function createApps(settings: SocketServerSettings): ServerApps {
  const application = new ReleasableApplication();
  const create = (): App => createWithRoutes(settings, application);
  if (settings.tls !== undefined) {
    const apps = new RenewableApp(create);
    const { front } = apps;
    return { front, application, renew: () => apps.renew(), close: () => apps.close() };
  }
  const front = create();
  return { front, application, renew: () => {}, close: () => front.close() };
}

function createWithRoutes(settings: SocketServerSettings, application: ReleasableApplication): App {
  const behavior = behaviorOf(settings, application);
  const app = createApp(settings.tls);
  for (const path of WEBSOCKET_PATHS) app.ws(path, behavior);
  const connectionChanged: ConnectionFilter = (response, change) => {
    application.httpConnections += Math.sign(change);
    // `close` calls this function again, with -1.
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
