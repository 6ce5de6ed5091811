/** Holds the fixtures of one check of a client, and disposes of them all on its own disposal. */
import { assert, NotApplicable } from '../verdict.js';
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

/** Waits until the client has sent this many heartbeats on the connection. Throws `Deviation` if it disconnects. */
export async function waitForHeartbeats(
  fixture: ClientFixture,
  connection: ClientConnection,
  count: number,
): Promise<void> {
  const { heartbeatIntervalMs, marginMs } = fixture.settings;
  const isComplete = (): boolean => {
    const sent = connection.heartbeatsAtMs.length;
    assert(!connection.hasEnded, `the client disconnected after ${sent} heartbeats`);
    return sent >= count;
  };
  const withinMs = (heartbeatIntervalMs + marginMs) * (count + 1);
  await fixture.waitFor(isComplete, withinMs, `${count} HEARTBEATs`);
}

/**
 * Closes each connection of a client with this code after READY. Returns the time in ms from the end of the first
 * connection to the start of the second; waits for the second at most `withinMs` plus `connectTimeoutMs`.
 */
export async function delayAfterClose(
  context: ClientTestContext,
  code: number,
  withinMs: number,
): Promise<number> {
  const fixture = await context.start({ onReady: (connection) => connection.close(code) });
  const before = await fixture.connection(1);
  const { connectTimeoutMs } = context.settings;
  return reconnectDelayMs(before, await fixture.connection(2, withinMs + connectTimeoutMs));
}

/** Time in ms from the end of one connection to the start of the next. */
export function reconnectDelayMs(before: ClientConnection, after: ClientConnection): number {
  return after.openedAtMs - (before.endedAtMs ?? Number.NaN);
}
