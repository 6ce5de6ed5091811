export { ensurePackage, ensureProgram } from './system-program.js';
