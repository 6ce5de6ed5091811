export { systemProgram } from './system-program.js';
