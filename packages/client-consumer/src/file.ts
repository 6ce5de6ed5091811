/// <reference types="node" />
/** A cursor store on disk, for Node: an entry of its own (`@wearwire/client-consumer/file`). */
import { open, readFile, rename } from 'node:fs/promises';
import type { Cursor, CursorStore } from './cursor-store.js';

/**
 * Keeps the cursor in this file, as JSON. Written beside it and renamed, so that a crash leaves the old one or
 * the new one, never half of one. One consumer a file. The folder must be there.
 */
export function fileCursorStore(path: string): CursorStore {
  return {
    load: () => readCursor(path),
    save: (cursor) => writeCursor(path, cursor),
  };
}

async function readCursor(path: string): Promise<Cursor | undefined> {
  try {
    return JSON.parse(await readFile(path, 'utf8')) as Cursor;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeCursor(path: string, cursor: Cursor): Promise<void> {
  const beside = `${path}.new`;
  const file = await open(beside, 'w');
  try {
    await file.writeFile(`${JSON.stringify(cursor)}\n`);
    // Else a power cut could leave the new name on an empty file.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(beside, path);
}
