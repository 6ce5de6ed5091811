/**
 * Adds, changes and removes developers of a data directory. A key is returned once; only its hash is stored. A
 * running broker looks up a developer at each request, and every few seconds closes the connections of removed ones.
 */
import {
  API_KEY_FORMAT,
  DEVELOPER_ID_FORMAT,
  isApiKey,
  isDeveloperId,
} from '../auth/credentials-format.js';
import type { DeveloperCredentials } from '../auth/developers.js';
import { hashSecret, newSecret } from '../auth/secrets.js';
import { demandNoInterruptedRestore } from '../storage/disk/directory/interrupted-restore.js';
import { makeFolder } from '../storage/disk/files/folders.js';
import type { MetaStore } from '../storage/disk/meta/meta-store.js';
import { StorageError } from '../storage/errors.js';
import { demandDataDirectory, openMeta } from './data-directory.js';

/** The developer is unknown, exists already, or has an invalid id or key. `code`: `developer`. */
export class DeveloperError extends StorageError {
  constructor(message: string) {
    super('developer', message);
  }
}

/** The developers of one data directory, open until disposed. A broker may be running in it. */
export class DeveloperDirectory implements AsyncDisposable {
  readonly #meta: MetaStore;

  private constructor(meta: MetaStore) {
    this.#meta = meta;
  }

  /** Throws `DataDirectoryError`. */
  static async open(directory: string): Promise<DeveloperDirectory> {
    await demandDataDirectory(directory);
    return new DeveloperDirectory(await openMeta(directory));
  }

  /** Like `open`, but creates the directory if necessary, for a broker that starts later. */
  static async openOrMake(directory: string): Promise<DeveloperDirectory> {
    await makeFolder(directory);
    await demandNoInterruptedRestore(directory);
    return new DeveloperDirectory(await openMeta(directory));
  }

  /** Ids, ascending. */
  list(): Promise<string[]> {
    return this.#meta.developers.ids();
  }

  /** Generates a key if none is given. Throws `DeveloperError` if the developer exists, or its id or key is invalid. */
  async add(id: string, key = newSecret()): Promise<DeveloperCredentials> {
    demandCredentials(id, key);
    const { developers } = this.#meta;
    if ((await developers.find(id)) !== undefined) {
      throw new DeveloperError(`developer ${id} already exists; use rotate to give it a new key`);
    }
    await developers.put({ id, keyHash: hashSecret(key) });
    return { id, key };
  }

  /** Replaces the key. Throws `DeveloperError` if the developer does not exist, or the key is invalid. */
  async rotate(id: string, key = newSecret()): Promise<DeveloperCredentials> {
    const { developers } = this.#meta;
    if ((await developers.find(id)) === undefined) throw unknownDeveloper(id);
    demandCredentials(id, key);
    await developers.put({ id, keyHash: hashSecret(key) });
    return { id, key };
  }

  /**
   * Removes the developer and its tokens. Its events stay until their retention has passed. Throws `DeveloperError`.
   */
  async remove(id: string): Promise<void> {
    if (!(await this.#meta.developers.remove(id))) throw unknownDeveloper(id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#meta.close();
  }
}

function unknownDeveloper(id: string): DeveloperError {
  return new DeveloperError(`no developer ${id} in this directory; use list to see all`);
}

function demandCredentials(id: string, key: string): void {
  if (!isDeveloperId(id)) throw new DeveloperError(`an id must be ${DEVELOPER_ID_FORMAT}`);
  if (!isApiKey(key)) throw new DeveloperError(`a key must be ${API_KEY_FORMAT}`);
}
