export { systemPackage, systemProgram } from './system-program.js';
