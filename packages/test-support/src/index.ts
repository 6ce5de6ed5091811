export { randomFrom } from './random.js';
export { ensurePackage, ensureProgram } from './system-program.js';
