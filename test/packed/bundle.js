/**
 * Bundles each program in `browser/` with Vite and runs the bundle with the globals of a browser only. Prints
 * `NAME BYTES` for each: the size of the minified bundle, compressed with brotli. Exits with 1 if Vite warns, a
 * bundle contains a Node module or `ws`, or a program does not print `ok`.
 */
import { readdirSync } from 'node:fs';
import { createContext, runInContext } from 'node:vm';
import { brotliCompressSync } from 'node:zlib';
import { build, createLogger } from 'vite';

const NOT_FOR_BROWSERS = /__vite-browser-external|\/node_modules\/ws\/|^node:/;

const customLogger = createLogger('warn');
customLogger.warn = (message) => {
  throw new Error(`Vite warns: ${message}`);
};

async function bundle(name) {
  const { output } = await build({
    configFile: false,
    customLogger,
    logLevel: 'warn',
    build: {
      write: false,
      minify: true,
      rolldownOptions: { input: `browser/${name}.ts`, output: { format: 'iife', name: 'program' } },
    },
  });
  const [chunk] = output;
  const nodeModules = chunk.moduleIds.filter((id) => NOT_FOR_BROWSERS.test(id));
  if (nodeModules.length > 0)
    throw new Error(`the bundle of ${name} contains ${nodeModules.join(', ')}`);
  return chunk.code;
}

/** Runs the bundle with the globals of a browser and without those of Node; returns its output. */
function printed(code) {
  const { setTimeout, clearTimeout, queueMicrotask, TextEncoder, TextDecoder } = globalThis;
  const { URL, URLSearchParams, AbortController, AbortSignal, crypto, performance } = globalThis;
  const lines = [];
  const browser = { setTimeout, clearTimeout, queueMicrotask, TextEncoder, TextDecoder, URL };
  Object.assign(browser, { URLSearchParams, AbortController, AbortSignal, crypto, performance });
  browser.console = { log: (line) => lines.push(line) };
  browser.WebSocket = class {};
  runInContext(code, createContext(browser), { displayErrors: false });
  return lines.join('\n');
}

for (const name of readdirSync('browser').map((file) => file.replace(/\.ts$/, ''))) {
  try {
    const code = await bundle(name);
    const line = printed(code);
    if (line !== 'ok') throw new Error(`it prints ${JSON.stringify(line)} instead of "ok"`);
    console.log(`${name} ${brotliCompressSync(code).length}`);
  } catch (error) {
    // Only the message, because a stack trace contains the whole bundle.
    console.error(`${name} in a browser: ${error.message}`);
    process.exitCode = 1;
  }
}
// Programs may have active timers.
process.exit();
