/**
 * Apps of the socket library without TLS, used again by the next server with the same settings. The library has
 * no way to free an app, so a program that opens and closes brokers, such as a test suite, would keep one for
 * each. An app with TLS is of no use again: its certificate is fixed.
 */
import type { TemplatedApp } from 'uWebSockets.js';
import type { SocketServerSettings } from '../port.js';
import type { ReleasableApplication } from './releasable-application.js';

export interface PooledApp {
  readonly app: TemplatedApp;
  /** What its handlers refer to. */
  readonly application: ReleasableApplication;
}

const idle = new Map<string, PooledApp[]>();

/** An app that has no server, or the one that `create` makes. */
export function takeApp(settings: SocketServerSettings, create: () => PooledApp): PooledApp {
  return idle.get(keyOf(settings))?.pop() ?? create();
}

/** To be called once nothing is open on the app. */
export function returnApp(settings: SocketServerSettings, pooled: PooledApp): void {
  const key = keyOf(settings);
  const apps = idle.get(key) ?? [];
  apps.push(pooled);
  idle.set(key, apps);
}

/** What the library is told when an app is made. */
function keyOf(settings: SocketServerSettings): string {
  const { messageBytesMax, sendHighBytes, sendLowBytes, compression } = settings;
  return JSON.stringify([messageBytesMax, sendHighBytes, sendLowBytes, compression]);
}
