/** Who may ask for tokens: developers by id, their keys as hashes. */
import type { DeveloperStore } from '../storage/ports.js';
import { hashSecret, isSameHash, newSecret } from './secrets.js';

/** A developer as people write it. */
export interface DeveloperCredentials {
  readonly id: string;
  readonly key: string;
}

const NOBODY = hashSecret(newSecret());

export class Developers {
  readonly #keyHashes = new Map<string, string>();
  /** Set when there was no developer at all and one was made: the only moment at which its key is known. */
  readonly made: DeveloperCredentials | undefined;

  private constructor(keyHashes: Map<string, string>, made: DeveloperCredentials | undefined) {
    this.#keyHashes = keyHashes;
    this.made = made;
  }

  /** Those that the store keeps and those given, who win. If there are none, one is made and kept. */
  static async load(
    store: DeveloperStore,
    given: readonly DeveloperCredentials[],
  ): Promise<Developers> {
    const keyHashes = new Map<string, string>();
    for (const { id, keyHash } of await store.all()) keyHashes.set(id, keyHash);
    for (const { id, key } of given) keyHashes.set(id, hashSecret(key));
    if (keyHashes.size > 0) return new Developers(keyHashes, undefined);
    const made = { id: `dev-${newSecret().slice(0, 8)}`, key: newSecret() };
    const keyHash = hashSecret(made.key);
    await store.put({ id: made.id, keyHash });
    return new Developers(new Map([[made.id, keyHash]]), made);
  }

  get ids(): string[] {
    return [...this.#keyHashes.keys()];
  }

  /** Whether the key is the developer's; as slow for a developer that is not known. */
  verify(id: string, key: string): boolean {
    const keyHash = this.#keyHashes.get(id);
    const isSame = isSameHash(hashSecret(key), keyHash ?? NOBODY);
    return isSame && keyHash !== undefined;
  }
}
