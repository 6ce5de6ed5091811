/**
 * Apps of the socket library, used again by the next server with the same settings. The library has no way to free
 * an app, so a program that opens and closes brokers, such as a test suite, would keep one for each: 20 kB, and
 * 60 kB with TLS, of which OpenSSL's contexts are the most. An app with TLS has the certificate that it was made
 * with, so it is used again by a server with the same one.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsFiles } from '../../config/tls-files.js';
import type { SocketServerSettings } from '../port.js';

export class AppPool<App> {
  readonly #idle = new Map<string, App[]>();

  /** An app that has no server, or the one that `create` makes; and its key, to return it with. */
  take(settings: SocketServerSettings, create: () => App): Taken<App> {
    const key = keyOf(settings);
    const idle = this.#idle.get(key)?.pop();
    if (idle !== undefined) return { app: idle, key };
    const app = create();
    // The certificate may have changed while the library read it.
    return { app, key: keyOf(settings) === key ? key : undefined };
  }

  /** To be called once nothing is open on the app, which still has what it was made with. */
  giveBack({ app, key }: Taken<App>): void {
    if (key === undefined) return;
    const apps = this.#idle.get(key) ?? [];
    apps.push(app);
    this.#idle.set(key, apps);
  }
}

export interface Taken<App> {
  readonly app: App;
  /** `undefined`: it cannot be used again. */
  readonly key: string | undefined;
}

/** What the library is told when an app is made. */
function keyOf(settings: SocketServerSettings): string {
  const { host, port, tls, ...told } = settings;
  return JSON.stringify({ ...told, certificate: tls && digestOf(tls) });
}

function digestOf({ cert, key }: TlsFiles): string {
  const hash = createHash('sha256');
  try {
    for (const path of [cert, key]) hash.update(readFileSync(path)).update('\0');
  } catch {
    // The library says what is wrong with the files.
    return '';
  }
  return hash.digest('hex');
}
