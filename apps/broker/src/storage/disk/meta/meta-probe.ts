/** A program of its own (see meta-check.ts): reads all that is in an LMDB folder, and says what is wrong. */
import { open } from 'lmdb';
import { LMDB_OPTIONS } from './lmdb-environment.js';

const [path = ''] = process.argv.slice(2);
try {
  const root = open({ path, ...LMDB_OPTIONS, readOnly: true });
  for (const name of [...root.getKeys()]) {
    for (const _ of root.openDB({ name: String(name) }).getRange());
  }
} catch (error) {
  const { message } = error as Error;
  // What cannot be decoded would stand in the message.
  console.log(message.startsWith('MDB_') ? message : 'an entry cannot be decoded');
  process.exitCode = 1;
}
