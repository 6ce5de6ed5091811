/**
 * Signed-in consoles: one-time codes, and the sessions that they are exchanged for. A session stands for a developer
 * in token requests, so that the API key never has to be in a page's address. In memory: a restart ends them all.
 */
import { hashSecret, newCode, newSecret } from '../auth/secrets.js';

export interface ConsoleSessionSettings {
  /** How long a code may wait to be used. */
  readonly codeLifetimeMs: number;
  readonly sessionLifetimeMs: number;
  /** Of codes, and of sessions; with one more the oldest ends. */
  readonly sessionsMax: number;
  /** Never steps back; ms. */
  monotonicMs(): number;
}

interface Grant {
  readonly developerId: string;
  readonly expiresAtMs: number;
}

export class ConsoleSessions {
  readonly #settings: ConsoleSessionSettings;
  /** By the hash of the secret, oldest first; likewise below. */
  readonly #codes = new Map<string, Grant>();
  readonly #sessions = new Map<string, Grant>();

  constructor(settings: ConsoleSessionSettings) {
    this.#settings = settings;
  }

  /** A code that can be exchanged once. */
  issueCode(developerId: string): string {
    return this.#issue(this.#codes, newCode(), developerId, this.#settings.codeLifetimeMs);
  }

  /** Whether the code can still be exchanged, for `leastMs` more at least. */
  isCodeGood(code: string, leastMs = 0): boolean {
    const grant = this.#codes.get(hashSecret(code));
    return grant !== undefined && grant.expiresAtMs - leastMs > this.#settings.monotonicMs();
  }

  /** Uses the code up. `undefined`: it is unknown, used or too old. */
  exchange(code: string): { readonly developerId: string; readonly session: string } | undefined {
    const grant = this.#lookup(this.#codes, code);
    if (grant === undefined) return undefined;
    this.#codes.delete(hashSecret(code));
    const { developerId } = grant;
    const { sessionLifetimeMs } = this.#settings;
    const session = this.#issue(this.#sessions, newSecret(), developerId, sessionLifetimeMs);
    return { developerId, session };
  }

  /** Whose session it is. `undefined`: it is unknown or has ended. */
  developerOf(session: string): string | undefined {
    return this.#lookup(this.#sessions, session)?.developerId;
  }

  end(session: string): void {
    this.#sessions.delete(hashSecret(session));
  }

  #issue(
    grants: Map<string, Grant>,
    secret: string,
    developerId: string,
    lifetimeMs: number,
  ): string {
    const expiresAtMs = this.#settings.monotonicMs() + lifetimeMs;
    grants.set(hashSecret(secret), { developerId, expiresAtMs });
    const [oldest] = grants.keys();
    if (grants.size > this.#settings.sessionsMax && oldest !== undefined) grants.delete(oldest);
    return secret;
  }

  #lookup(grants: Map<string, Grant>, secret: string): Grant | undefined {
    const hash = hashSecret(secret);
    const grant = grants.get(hash);
    if (grant === undefined || grant.expiresAtMs > this.#settings.monotonicMs()) return grant;
    grants.delete(hash);
    return undefined;
  }
}
