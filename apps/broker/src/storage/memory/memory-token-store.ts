/** Tokens in a map. Consuming a token is synchronous, so it happens only once. */
import { inTurns } from '../../in-turns.js';
import type { TokenGrant, TokenStore } from '../ports.js';

export class MemoryTokenStore implements TokenStore {
  readonly #now: () => number;
  readonly #grants = new Map<string, TokenGrant>();

  constructor(now: () => number) {
    this.#now = now;
  }

  async issue(tokenHash: string, grant: TokenGrant): Promise<void> {
    this.#grants.set(tokenHash, grant);
  }

  async find(tokenHash: string): Promise<TokenGrant | undefined> {
    const grant = this.#grants.get(tokenHash);
    return grant !== undefined && grant.expiresAtMs > this.#now() ? grant : undefined;
  }

  async consume(tokenHash: string): Promise<boolean> {
    return this.#grants.delete(tokenHash);
  }

  async removeOf(developerId: string): Promise<void> {
    for await (const batch of inTurns(this.#grants)) {
      for (const [hash, grant] of batch) {
        if (grant.developerId === developerId) this.#grants.delete(hash);
      }
    }
  }

  async purge(): Promise<void> {
    const now = this.#now();
    for await (const batch of inTurns(this.#grants)) {
      for (const [hash, grant] of batch) {
        if (grant.expiresAtMs <= now) this.#grants.delete(hash);
      }
    }
  }
}
