/**
 * Sessions of the console, and the one-time codes that are exchanged for them. A session authenticates a developer in
 * token requests, so that the API key never appears in a URL. Both are kept in memory: a restart ends them.
 */
import { hashSecret, newCode, newSecret } from '../auth/secrets.js';

export interface ConsoleSessionSettings {
  /** How long a code is valid. */
  readonly codeLifetimeMs: number;
  readonly sessionLifetimeMs: number;
  /** Limit on codes, and separately on sessions; a further one evicts the oldest. */
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
  /** By the hash of the code, oldest first. */
  readonly #codes = new Map<string, Grant>();
  /** By the hash of the session's secret, oldest first. */
  readonly #sessions = new Map<string, Grant>();

  constructor(settings: ConsoleSessionSettings) {
    this.#settings = settings;
  }

  /** Creates a code that can be exchanged once. */
  issueCode(developerId: string): string {
    return this.#issue(this.#codes, newCode(), developerId, this.#settings.codeLifetimeMs);
  }

  /** Whether the code is unused and remains valid for more than `leastMs`. */
  isCodeValid(code: string, leastMs = 0): boolean {
    const grant = this.#codes.get(hashSecret(code));
    return grant !== undefined && grant.expiresAtMs - leastMs > this.#settings.monotonicMs();
  }

  /** Exchanges the code. `undefined`: it is unknown, used or expired. */
  exchange(code: string): { readonly developerId: string; readonly session: string } | undefined {
    const grant = this.#lookup(this.#codes, code);
    if (grant === undefined) return undefined;
    this.#codes.delete(hashSecret(code));
    const { developerId } = grant;
    const { sessionLifetimeMs } = this.#settings;
    const session = this.#issue(this.#sessions, newSecret(), developerId, sessionLifetimeMs);
    return { developerId, session };
  }

  /** Returns the developer of the session. `undefined`: the session is unknown or has ended. */
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
