/** A broker that writes nothing to stderr, not even the reason for its exit. */
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';

const STDERR = 2;
const { write, writeSync } = fs;
process.stderr.write = (...args) => {
  args.findLast((arg) => typeof arg === 'function')?.();
  return true;
};
fs.writeSync = (fd, ...args) => (fd === STDERR ? args[0].length : writeSync(fd, ...args));
fs.write = (fd, ...args) => {
  if (fd !== STDERR) return write(fd, ...args);
  args.at(-1)(null, args[0].length, args[0]);
};
syncBuiltinESMExports();
