/**
 * Who may ask for tokens: developers by id, their keys as hashes. Those given by settings stay as they are;
 * those of the store are looked up each time, so that a key added or removed there counts from then on.
 */
import type { DeveloperStore } from '../storage/ports.js';
import { hashSecret, isSameHash, newSecret } from './secrets.js';

/** A developer as people write it. */
export interface DeveloperCredentials {
  readonly id: string;
  readonly key: string;
}

const NOBODY = hashSecret(newSecret());

export class Developers {
  readonly #store: DeveloperStore;
  readonly #given: ReadonlyMap<string, string>;
  /** Who was known at the start. */
  readonly ids: readonly string[];
  /** Set when there was no developer at all and one was made: the only moment at which its key is known. */
  readonly made: DeveloperCredentials | undefined;

  private constructor(
    store: DeveloperStore,
    given: ReadonlyMap<string, string>,
    ids: readonly string[],
    made?: DeveloperCredentials,
  ) {
    this.#store = store;
    this.#given = given;
    this.ids = ids;
    this.made = made;
  }

  /** Those that the store keeps and those given, who win. If there are none, one is made and kept. */
  static async load(
    store: DeveloperStore,
    given: readonly DeveloperCredentials[],
  ): Promise<Developers> {
    const hashes = new Map(given.map(({ id, key }) => [id, hashSecret(key)]));
    const ids = new Set([...(await store.all()).map(({ id }) => id), ...hashes.keys()]);
    if (ids.size > 0) return new Developers(store, hashes, [...ids]);
    const made = { id: `dev-${newSecret().slice(0, 8)}`, key: newSecret() };
    await store.put({ id: made.id, keyHash: hashSecret(made.key) });
    return new Developers(store, hashes, [made.id], made);
  }

  /** Whether the key is the developer's; as slow for a developer that is not known. */
  async verify(id: string, key: string): Promise<boolean> {
    const keyHash = await this.#keyHashOf(id);
    const isSame = isSameHash(hashSecret(key), keyHash ?? NOBODY);
    return isSame && keyHash !== undefined;
  }

  async isKnown(id: string): Promise<boolean> {
    return (await this.#keyHashOf(id)) !== undefined;
  }

  async #keyHashOf(id: string): Promise<string | undefined> {
    return this.#given.get(id) ?? (await this.#store.find(id))?.keyHash;
  }
}
