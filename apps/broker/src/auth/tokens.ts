/** Tokens: created for an authenticated developer, valid for one IDENTIFY (P-TOK-5, P-TOK-6, P-TOK-9). */
import { LIMITS, Role } from '@wearwire/protocol';
import type { TokenGrant, TokenStore } from '../storage/ports.js';
import { type Rejoiner, RejoinTokens } from './rejoin-tokens.js';
import { hashSecret, newSecret } from './secrets.js';

export interface TokenSettings {
  readonly tokenLifetimeMs: number;
  /** A token is valid for any number of IDENTIFYs until it expires, instead of for one. */
  readonly reusableTokens: boolean;
  /** By the storage's clock, ms since 1970. */
  now(): number;
  /** A clock that never steps back; ms. */
  monotonicMs(): number;
}

export class Tokens {
  readonly #store: TokenStore;
  readonly #settings: TokenSettings;
  /** Tokens that the broker has sent to connections for reconnecting. */
  readonly rejoin: RejoinTokens;

  constructor(store: TokenStore, settings: TokenSettings) {
    this.#store = store;
    this.#settings = settings;
    this.rejoin = new RejoinTokens({
      lifetimeMs: settings.tokenLifetimeMs,
      endedMax: LIMITS.rejoinTokensMax.default,
      monotonicMs: settings.monotonicMs,
    });
  }

  /** Creates a token; `userId` is empty for a consumer. */
  issue(developerId: string, role: Role, userId: string): Promise<string> {
    return this.#issue({ developerId, role, userId });
  }

  /** Creates a token for a monitor, a consumer that uses no slot (P-MON-1). */
  issueForMonitor(developerId: string): Promise<string> {
    return this.#issue({ developerId, role: Role.Consumer, userId: '', isMonitor: true });
  }

  async #issue(grant: Omit<TokenGrant, 'expiresAtMs'>): Promise<string> {
    const token = newSecret();
    const expiresAtMs = this.#settings.now() + this.#settings.tokenLifetimeMs;
    await this.#store.issue(hashSecret(token), { ...grant, expiresAtMs });
    return token;
  }

  /** Looks up a token without consuming it; `undefined` if it is not valid for that role. */
  async find(token: string, role: Role): Promise<Rejoiner | undefined> {
    const hash = hashSecret(token);
    const rejoiner = this.rejoin.find(hash, role);
    if (rejoiner !== undefined) return rejoiner;
    const grant = await this.#store.find(hash);
    if (grant?.role !== role) return undefined;
    // A token that expires later than any new one was created while the clock was ahead.
    const { now, tokenLifetimeMs } = this.#settings;
    return grant.expiresAtMs - now() <= tokenLifetimeMs ? grant : undefined;
  }

  /** Consumes the token. Resolves with `false` if it was already used. */
  async consume(token: string): Promise<boolean> {
    const hash = hashSecret(token);
    if (this.rejoin.consume(hash)) return true;
    return this.#settings.reusableTokens || this.#store.consume(hash);
  }
}
