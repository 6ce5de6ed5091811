/**
 * The developers of a data directory: added, given a new key, removed. A key is shown by who asked for it,
 * once; what is kept is its hash. A broker that runs in the directory goes by it from its next look on.
 */
import {
  API_KEY_FORMAT,
  DEVELOPER_ID_FORMAT,
  isApiKey,
  isDeveloperId,
} from '../auth/credentials-format.js';
import type { DeveloperCredentials } from '../auth/developers.js';
import { hashSecret, newSecret } from '../auth/secrets.js';
import { demandNoBrokenRestore } from '../storage/disk/directory/broken-restore.js';
import { makeFolder } from '../storage/disk/files/folders.js';
import type { MetaStore } from '../storage/disk/meta/meta-store.js';
import { StorageError } from '../storage/errors.js';
import { demandDataDirectory, openMeta } from './data-directory.js';

/** The developer is not there, or is there already, or could never be. `code`: `developer`. */
export class DeveloperError extends StorageError {
  constructor(message: string) {
    super('developer', message);
  }
}

/** The developers of one data directory, open until disposed; a broker may run in it meanwhile. */
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

  /** As `open`, and makes the directory if it is not there, for the broker that is to come. */
  static async openOrMake(directory: string): Promise<DeveloperDirectory> {
    await makeFolder(directory);
    await demandNoBrokenRestore(directory);
    return new DeveloperDirectory(await openMeta(directory));
  }

  /** Ids, ascending. */
  async list(): Promise<string[]> {
    return (await this.#meta.developers.all()).map(({ id }) => id);
  }

  /** Throws `DeveloperError` for one that is there. Without a key one is made. */
  async add(id: string, key = newSecret()): Promise<DeveloperCredentials> {
    demandCredentials(id, key);
    const { developers } = this.#meta;
    if ((await developers.find(id)) !== undefined) {
      throw new DeveloperError(`there is a developer ${id} already; rotate gives it a new key`);
    }
    await developers.put({ id, keyHash: hashSecret(key) });
    return { id, key };
  }

  /** Takes the old key's place. Throws `DeveloperError` for one that is not there. */
  async rotate(id: string, key = newSecret()): Promise<DeveloperCredentials> {
    const { developers } = this.#meta;
    if ((await developers.find(id)) === undefined) throw unknown(id);
    demandCredentials(id, key);
    await developers.put({ id, keyHash: hashSecret(key) });
    return { id, key };
  }

  /** With its tokens; its events stay until retention takes them. Throws `DeveloperError`. */
  async remove(id: string): Promise<void> {
    if (!(await this.#meta.developers.remove(id))) throw unknown(id);
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#meta.close();
  }
}

function unknown(id: string): DeveloperError {
  return new DeveloperError(`there is no developer ${id} in this directory; list names them`);
}

function demandCredentials(id: string, key: string): void {
  if (!isDeveloperId(id)) throw new DeveloperError(`an id is ${DEVELOPER_ID_FORMAT}`);
  if (!isApiKey(key)) throw new DeveloperError(`a key is ${API_KEY_FORMAT}`);
}
