/**
 * Reuses apps of the socket library for later servers with the same settings. The library cannot free an app, so a
 * program that opens and closes many brokers, such as a test suite, would leak one each time: 20 kB, or 60 kB with
 * TLS, mostly OpenSSL contexts. An app with TLS is bound to its certificate, so only a server with the same
 * certificate reuses it.
 */
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import type { TlsFiles } from '../../config/tls-files.js';
import type { SocketServerSettings } from '../port.js';

export class AppPool<App> {
  readonly #idle = new Map<string, App[]>();

  /** Returns an unused app, or a new one from `create`, and the key to return it with. */
  acquire(settings: SocketServerSettings, create: () => App): PooledApp<App> {
    const key = keyOf(settings);
    const idle = this.#idle.get(key)?.pop();
    if (idle !== undefined) return { app: idle, key };
    const app = create();
    // The certificate files may have changed while the library read them.
    return { app, key: keyOf(settings) === key ? key : undefined };
  }

  /** Call it when nothing is open on the app and its settings are unchanged. */
  release({ app, key }: PooledApp<App>): void {
    if (key === undefined) return;
    const apps = this.#idle.get(key) ?? [];
    apps.push(app);
    this.#idle.set(key, apps);
  }
}

export interface PooledApp<App> {
  readonly app: App;
  /** `undefined`: the app cannot be reused. */
  readonly key: string | undefined;
}

/** The settings that an app depends on, as text: apps with the same key are interchangeable. */
function keyOf(settings: SocketServerSettings): string {
  const { host, port, tls, ...rest } = settings;
  return JSON.stringify({ ...rest, certificate: tls && digestOf(tls) });
}

function digestOf({ cert, key }: TlsFiles): string {
  const hash = createHash('sha256');
  try {
    for (const path of [cert, key]) hash.update(readFileSync(path)).update('\0');
  } catch {
    // The library will report the error of the files.
    return '';
  }
  return hash.digest('hex');
}
