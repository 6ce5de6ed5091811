/** Tokens in LMDB, by their SHA-256 and by their expiry. */
import type { Database, RootDatabase } from 'lmdb';
import { batchesOf, inTurns, nextTurn } from '../../../in-turns.js';
import type { TokenGrant, TokenStore } from '../../ports.js';
import type { PendingWrites } from './pending-writes.js';

/** Tokens removed in one transaction, which needs free space and occupies this thread for some ms. */
const TOKENS_AT_ONCE = 100;

/** A token has an entry by its hash and one by its expiry. */
const ENTRIES_PER_TOKEN = 2;

/** Sorted by expiry, so that a purge reads only expired tokens. */
type ExpiryKey = [expiresAtMs: number, tokenHash: string];

export class LmdbTokenStore implements TokenStore {
  readonly #now: () => number;
  readonly #writes: PendingWrites;
  readonly #grants: Database<TokenGrant, string>;
  readonly #byExpiry: Database<true, ExpiryKey>;

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
      const keys = tokens.map(({ key, value }): ExpiryKey => [value.expiresAtMs, key]);
      for (const few of batchesOf(keys, TOKENS_AT_ONCE)) await this.#remove(few);
    }
  }

  async purge(): Promise<void> {
    const end: ExpiryKey = [this.#now() + 1, ''];
    for (;;) {
      const expired = Array.from(this.#byExpiry.getKeys({ end, limit: TOKENS_AT_ONCE }));
      if (expired.length === 0) return;
      await this.#remove(expired);
      await nextTurn();
    }
  }

  #remove(keys: readonly ExpiryKey[]): Promise<void> {
    return this.#transaction(keys.length, () => {
      for (const key of keys) {
        this.#byExpiry.remove(key);
        this.#grants.remove(key[1]);
      }
    });
  }

  /** Commits a write, together with concurrent ones. `tokens`: the most tokens that the write changes. */
  #transaction<T>(tokens: number, change: () => T): Promise<T> {
    const entries = tokens * ENTRIES_PER_TOKEN;
    return this.#writes.run(entries, () => this.#grants.transaction(change));
  }
}
