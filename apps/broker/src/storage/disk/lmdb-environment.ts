/**
 * LMDB lets many processes open one environment, but each of them only once: a second opening whose closing
 * meets a write of the first stands still for ever. So whoever opens it again in this process shares it.
 */
import { mkdir, realpath } from 'node:fs/promises';
import { open, type RootDatabase } from 'lmdb';

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
  const shared = openHere.get(path) ?? { root: open({ path, maxDbs: 8 }), users: 0 };
  openHere.set(path, shared);
  shared.users++;
  return {
    root: shared.root,
    close: async () => {
      await shared.root.flushed;
      if (--shared.users > 0) return;
      openHere.delete(path);
      await shared.root.close();
    },
  };
}
