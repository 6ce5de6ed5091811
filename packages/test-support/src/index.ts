export { randomFrom } from './random.js';
export { ensurePackage, ensureProgram } from './system-program.js';
export { type TemporaryDirectory, temporaryDirectory } from './temporary-directory.js';
