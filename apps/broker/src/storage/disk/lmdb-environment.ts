/**
 * LMDB lets many processes open one environment, but each of them only once: a second opening whose closing
 * meets a write of the first stands still for ever. So whoever opens it again in this process shares it.
 */
import { mkdir, realpath } from 'node:fs/promises';
import { open, type RootDatabase } from 'lmdb';

/**
 * Committed means synced, and a commit that fails rejects what belongs to it and nothing else: with the
 * library's own choices a full disk ends the process by a promise that nobody has, or closing never ends.
 */
const LMDB_OPTIONS = { maxDbs: 8, overlappingSync: false, eventTurnBatching: false } as const;

interface Shared {
  readonly root: RootDatabase;
  users: number;
}

const openHere = new Map<string, Shared>();

export interface LmdbEnvironment {
  readonly root: RootDatabase;
  /** Called once. What is committed is on disk when it resolves. */
  close(): Promise<void>;
}

/** Makes the folder if it is not there. */
export async function openEnvironment(folder: string): Promise<LmdbEnvironment> {
  await mkdir(folder, { recursive: true });
  const path = await realpath(folder);
  const shared = openHere.get(path) ?? { root: open({ path, ...LMDB_OPTIONS }), users: 0 };
  openHere.set(path, shared);
  shared.users++;
  return {
    root: shared.root,
    close: async () => {
      if (--shared.users > 0) return;
      openHere.delete(path);
      await shared.root.close();
    },
  };
}
