/**
 * The token that a server gives on a connection for the next one (extension `rejoin`): with it a client comes back
 * without asking for another, which saves the round trips of a request. It is good once, and so long after the link
 * has ended as the server said; an attempt that did not come to IDENTIFY leaves it for the next attempt.
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

  /** A link has ended; `given`: what the server gave on it, if anything. */
  linkEnded(given: RejoinFrame['d'] | undefined): void {
    if (given === undefined) return;
    this.#token = given.token;
    this.#goodUntilMs = this.#clock.now() + given.good_for_ms;
  }

  /** Whether to use it for the next attempt. A server that stopped has forgotten it. */
  isGood(crowd: SessionContext['crowd']): boolean {
    if (crowd === 'known' || this.#clock.now() >= this.#goodUntilMs) this.forget();
    return this.#token !== undefined;
  }

  /** It is used up; `''` where there is none. */
  take(): string {
    const token = this.#token ?? '';
    this.forget();
    return token;
  }

  forget(): void {
    this.#token = undefined;
  }
}
