/**
 * The developers who may request tokens, with hashes of their keys. Developers from the settings are fixed.
 * Developers in the store are looked up on each request, so that changes there take effect at once.
 */
import type { DeveloperStore } from '../storage/ports.js';
import { hashSecret, isSameHash, newSecret } from './secrets.js';

/** A developer as written in settings, with the key in clear text. */
export interface DeveloperCredentials {
  readonly id: string;
  readonly key: string;
}

/** Matches no key. Compared with the key of an unknown developer. */
const OTHER_KEY_HASH = hashSecret(newSecret());

export class Developers {
  readonly #store: DeveloperStore;
  /** Key hashes of the developers in the settings, by id. */
  readonly #configured: ReadonlyMap<string, string>;
  /** Ids of the developers at the start. */
  readonly ids: readonly string[];
  /** Set if there was no developer and one was created. The key is not available later. */
  readonly created: DeveloperCredentials | undefined;

  private constructor(
    store: DeveloperStore,
    configured: ReadonlyMap<string, string>,
    ids: readonly string[],
    created?: DeveloperCredentials,
  ) {
    this.#store = store;
    this.#configured = configured;
    this.ids = ids;
    this.created = created;
  }

  /**
   * Combines the developers of the store with the configured ones, which take precedence. Creates and stores one if
   * there is none.
   */
  static async load(
    store: DeveloperStore,
    configured: readonly DeveloperCredentials[],
  ): Promise<Developers> {
    const hashes = new Map(configured.map(({ id, key }) => [id, hashSecret(key)]));
    const ids = new Set([...(await store.ids()), ...hashes.keys()]);
    if (ids.size > 0) return new Developers(store, hashes, [...ids]);
    const created = { id: `dev-${newSecret().slice(0, 8)}`, key: newSecret() };
    await store.put({ id: created.id, keyHash: hashSecret(created.key) });
    return new Developers(store, hashes, [created.id], created);
  }

  /** Whether the key is the developer's. Takes the same time for an unknown developer. */
  async verify(id: string, key: string): Promise<boolean> {
    const keyHash = await this.#keyHashOf(id);
    const isSame = isSameHash(hashSecret(key), keyHash ?? OTHER_KEY_HASH);
    return isSame && keyHash !== undefined;
  }

  async isKnown(id: string): Promise<boolean> {
    return (await this.#keyHashOf(id)) !== undefined;
  }

  /** See `DeveloperStore.watch`; `false`: the store does not report changes. */
  watch(changed: (id?: string) => void): boolean {
    this.#store.watch?.(changed);
    return this.#store.watch !== undefined;
  }

  async #keyHashOf(id: string): Promise<string | undefined> {
    return this.#configured.get(id) ?? (await this.#store.find(id))?.keyHash;
  }
}
