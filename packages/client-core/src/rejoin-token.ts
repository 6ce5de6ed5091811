/**
 * The token that a server sends on a connection for the next one (extension `rejoin`). It saves the round trips of a
 * token request on a reconnect. It can be used once, within the lifetime that the server sent, counted from the end
 * of the connection. An attempt that fails before IDENTIFY does not use it.
 */
import type { RejoinFrame } from '@wearwire/protocol';
import type { Clock } from './clock.js';
import type { SessionContext } from './session-events.js';

export class RejoinToken {
  readonly #clock: Clock;
  #token: string | undefined;
  #validUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Call when a connection has ended; `received`: the token that the server sent on it, if any. */
  linkEnded(received: RejoinFrame['d'] | undefined): void {
    if (received === undefined) return;
    this.#token = received.token;
    this.#validUntilMs = this.#clock.now() + received.good_for_ms;
  }

  /**
   * Returns whether to use the token for the next attempt. Discards it if it has expired, or in a confirmed outage,
   * because a server that has stopped no longer accepts it.
   */
  isUsable(outage: SessionContext['outage']): boolean {
    if (outage === 'confirmed' || this.#clock.now() >= this.#validUntilMs) this.clear();
    return this.#token !== undefined;
  }

  /** Returns the token and marks it as used; `''` if there is none. */
  consume(): string {
    const token = this.#token ?? '';
    this.clear();
    return token;
  }

  clear(): void {
    this.#token = undefined;
  }
}
