#!/usr/bin/env node
/** The program: everything is in ../src, built to ../dist. */
import { main } from '../dist/main.js';

process.exitCode = await main(process.argv.slice(2));
