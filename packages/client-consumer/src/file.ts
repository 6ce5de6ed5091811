/// <reference types="node" />
/** A cursor store in a file, for Node; a separate entry (`@wearwire/client-consumer/file`). */
import { open, readFile, rename } from 'node:fs/promises';
import { type Cursor, type CursorStore, parseCursor } from './cursor-store.js';

/**
 * Stores the cursor in this file as JSON. Each save writes a temporary file and renames it, so that a crash
 * leaves either the old or the new cursor. Use one file per consumer. The folder must exist.
 */
export function fileCursorStore(path: string): CursorStore {
  return {
    load: () => readCursor(path),
    save: (cursor) => writeCursor(path, cursor),
  };
}

async function readCursor(path: string): Promise<Cursor | undefined> {
  try {
    return parseCursor(await readFile(path, 'utf8'), `the content of the file ${path}`);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
}

async function writeCursor(path: string, cursor: Cursor): Promise<void> {
  const temporaryPath = `${path}.new`;
  const file = await open(temporaryPath, 'w');
  try {
    await file.writeFile(`${JSON.stringify(cursor)}\n`);
    // Without the sync a power cut could leave an empty file.
    await file.sync();
  } finally {
    await file.close();
  }
  await rename(temporaryPath, path);
}
