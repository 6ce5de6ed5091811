/** The child process of `meta-check.ts`: reads everything in an LMDB folder and reports damage. */
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
  // Other messages would contain the data that cannot be decoded.
  console.log(message.startsWith('MDB_') ? message : 'an entry cannot be decoded');
  process.exitCode = 1;
}
