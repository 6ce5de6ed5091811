/** Tokens: made for an authenticated developer, good for one IDENTIFY (P-TOK-5, P-TOK-6, P-TOK-9). */
import { LIMITS, Role } from '@wearwire/protocol';
import type { TokenGrant, TokenStore } from '../storage/ports.js';
import { type Rejoiner, RejoinTokens } from './rejoin-tokens.js';
import { hashSecret, newSecret } from './secrets.js';

export interface TokenSettings {
  readonly tokenLifetimeMs: number;
  /** A token is good until it expires. */
  readonly reusableTokens: boolean;
  /** By the storage's clock, ms since 1970. */
  now(): number;
  /** Never steps back; ms. */
  monotonicMs(): number;
}

export class Tokens {
  readonly #store: TokenStore;
  readonly #settings: TokenSettings;
  /** Those that connections got for the next one. */
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

  /** A new token; `userId` is empty for a consumer's. */
  issue(developerId: string, role: Role, userId: string): Promise<string> {
    return this.#issue({ developerId, role, userId });
  }

  /** A new token for a consumer that takes no consumer's place (P-MON-1). */
  issueForMonitor(developerId: string): Promise<string> {
    return this.#issue({ developerId, role: Role.Consumer, userId: '', isMonitor: true });
  }

  async #issue(grant: Omit<TokenGrant, 'expiresAtMs'>): Promise<string> {
    const token = newSecret();
    const expiresAtMs = this.#settings.now() + this.#settings.tokenLifetimeMs;
    await this.#store.issue(hashSecret(token), { ...grant, expiresAtMs });
    return token;
  }

  /** What the token stands for, if it is good for that role; it stays as it is. */
  async look(token: string, role: Role): Promise<Rejoiner | undefined> {
    const hash = hashSecret(token);
    const rejoiner = this.rejoin.look(hash, role);
    if (rejoiner !== undefined) return rejoiner;
    const grant = await this.#store.look(hash);
    if (grant?.role !== role) return undefined;
    // One that lives longer than any was made by a clock that was ahead.
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
