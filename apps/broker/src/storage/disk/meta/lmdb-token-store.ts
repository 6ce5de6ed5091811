/** Tokens in LMDB, by their SHA-256 and by their expiry. */
import type { Database, RootDatabase } from 'lmdb';
import { batchesOf, inTurns, nextTurn } from '../../../in-turns.js';
import type { TokenGrant, TokenStore } from '../../ports.js';
import type { PendingWrites } from './pending-writes.js';

/** Tokens removed in one transaction, which needs free space and occupies this thread for some ms. */
const TOKENS_AT_ONCE = 100;

/** A token has an entry by its hash and one by its expiry. */
const ENTRIES_PER_TOKEN = 2;

export class LmdbTokenStore implements TokenStore {
  readonly #now: () => number;
  readonly #writes: PendingWrites;
  readonly #grants: Database<TokenGrant, string>;
  /** Expiry and hash, so that a purge reads only expired tokens. */
  readonly #byExpiry: Database<true, [expiresAtMs: number, tokenHash: string]>;

  constructor(root: RootDatabase, writes: PendingWrites, now: () => number) {
    this.#now = now;
    this.#writes = writes;
    this.#grants = root.openDB({ name: 'tokens' });
    this.#byExpiry = root.openDB({ name: 'tokens-by-expiry' });
  }

  async issue(tokenHash: string, grant: TokenGrant): Promise<void> {
    await this.#transaction(1, () => {
      this.#grants.put(tokenHash, grant);
      this.#byExpiry.put([grant.expiresAtMs, tokenHash], true);
    });
  }

  async find(tokenHash: string): Promise<TokenGrant | undefined> {
    const grant = this.#grants.get(tokenHash);
    return grant !== undefined && grant.expiresAtMs > this.#now() ? grant : undefined;
  }

  consume(tokenHash: string): Promise<boolean> {
    return this.#transaction(1, () => {
      const grant = this.#grants.get(tokenHash);
      if (grant === undefined) return false;
      this.#grants.remove(tokenHash);
      this.#byExpiry.remove([grant.expiresAtMs, tokenHash]);
      return true;
    });
  }

  async removeOf(developerId: string): Promise<void> {
    for await (const batch of inTurns(this.#grants.getRange({ snapshot: false }))) {
      const tokens = batch.filter(({ value }) => value.developerId === developerId);
      for (const few of batchesOf(tokens, TOKENS_AT_ONCE)) {
        await this.#remove(few.map(({ key }) => key));
      }
    }
  }

  async purge(): Promise<void> {
    const end: [number, string] = [this.#now() + 1, ''];
    for (;;) {
      const expired = Array.from(this.#byExpiry.getKeys({ end, limit: TOKENS_AT_ONCE }));
      if (expired.length === 0) return;
      await this.#transaction(expired.length, () => {
        for (const key of expired) {
          this.#byExpiry.remove(key);
          this.#grants.remove(key[1]);
        }
      });
      await nextTurn();
    }
  }

  #remove(hashes: readonly string[]): Promise<void> {
    return this.#transaction(hashes.length, () => {
      for (const hash of hashes) {
        const grant = this.#grants.get(hash);
        this.#grants.remove(hash);
        if (grant !== undefined) this.#byExpiry.remove([grant.expiresAtMs, hash]);
      }
    });
  }

  /** Commits a write, together with concurrent ones. `tokens`: the most tokens that it changes. */
  #transaction<T>(tokens: number, change: () => T): Promise<T> {
    const entries = tokens * ENTRIES_PER_TOKEN;
    return this.#writes.run(entries, () => this.#grants.transaction(change));
  }
}
