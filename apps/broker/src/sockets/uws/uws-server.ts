/**
 * The adapter for uWebSockets.js. Only this folder uses the library.
 *
 * Rule of the library: a request is only valid until the first await.
 */
import { type TemplatedApp, us_listen_socket_close, us_socket_local_port } from 'uWebSockets.js';
import { CLIENT_FLAGS, listenError } from '../../listen.js';
import { CLOSE_GRACE_MS, type StartSocketServer } from '../port.js';
import { findFreePort } from './find-free-port.js';
import { serverApps } from './server-apps.js';

export const startUwsServer: StartSocketServer = async (settings, application) => {
  const apps = serverApps(settings);
  apps.application.attach(application);
  try {
    const port = await findFreePort(settings.host, settings.port);
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
        setTimeout(() => apps.close(), CLOSE_GRACE_MS).unref();
      },
    };
  } catch (error) {
    apps.application.release();
    apps.close();
    throw error;
  }
};

type ListenSocket = Parameters<typeof us_listen_socket_close>[0];

function listen(app: TemplatedApp, host: string, port: number): Promise<ListenSocket> {
  return new Promise((resolve, reject) => {
    app.listen(host, port, (listenSocket) => {
      if (listenSocket === false) {
        reject(listenError(host, port, CLIENT_FLAGS));
      } else {
        resolve(listenSocket);
      }
    });
  });
}
