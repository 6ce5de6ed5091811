/**
 * The token that a server sends on a connection for the next one (extension `rejoin`). It saves the round
 * trips of a token request on a reconnect. It can be used once, within the lifetime that the server sent,
 * counted from the end of the link. An attempt that fails before IDENTIFY does not use it up.
 */
import type { RejoinFrame } from '@wearwire/protocol';
import type { Clock } from './clock.js';
import type { SessionContext } from './session-events.js';

export class RejoinToken {
  readonly #clock: Clock;
  #token: string | undefined;
  #goodUntilMs = 0;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  /** Call when a link has ended; `given`: the token that the server sent on it, if any. */
  linkEnded(given: RejoinFrame['d'] | undefined): void {
    if (given === undefined) return;
    this.#token = given.token;
    this.#goodUntilMs = this.#clock.now() + given.good_for_ms;
  }

  /** Whether to use it for the next attempt. A server that stopped no longer accepts it. */
  isGood(crowd: SessionContext['crowd']): boolean {
    if (crowd === 'known' || this.#clock.now() >= this.#goodUntilMs) this.forget();
    return this.#token !== undefined;
  }

  /** Returns the token and marks it as used; `''` if there is none. */
  take(): string {
    const token = this.#token ?? '';
    this.forget();
    return token;
  }

  forget(): void {
    this.#token = undefined;
  }
}
