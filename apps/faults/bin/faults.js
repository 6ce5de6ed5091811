#!/usr/bin/env node
/** Entry point of the program. The code is in ../src, compiled to ../dist. */
import { main } from '../dist/main.js';

process.exitCode = await main(process.argv.slice(2));
