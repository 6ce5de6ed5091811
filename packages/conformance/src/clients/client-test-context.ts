/** The fixtures of one check of a client. Disposing of it disposes of them all. */
import { NotApplicable } from '../verdict.js';
import type { ClientConnection } from './client-connection.js';
import { ClientFixture, type Script } from './client-fixture.js';
import type { ClientSettings } from './client-settings.js';

export class ClientTestContext implements AsyncDisposable {
  readonly settings: ClientSettings;
  readonly #fixtures: ClientFixture[] = [];
  #isDisposed = false;

  constructor(settings: ClientSettings) {
    this.settings = settings;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#isDisposed = true;
    await Promise.all(this.#fixtures.splice(0).map((fixture) => fixture[Symbol.asyncDispose]()));
  }

  /** Starts a client and a server with this script. */
  async start(script: Script = {}): Promise<ClientFixture> {
    const fixture = await ClientFixture.open(this.settings, script);
    this.#fixtures.push(fixture);
    if (!this.#isDisposed) return fixture;
    await this[Symbol.asyncDispose]();
    throw new NotApplicable('the run was aborted');
  }

  /** Starts `count` clients, each with its own server. */
  startMany(count: number, script: Script = {}): Promise<ClientFixture[]> {
    return Promise.all(Array.from({ length: count }, () => this.start(script)));
  }
}

/** Time from the end of one connection to the start of the next. */
export function reconnectDelayMs(before: ClientConnection, after: ClientConnection): number {
  return after.openedAtMs - (before.endedAtMs ?? Number.NaN);
}
