/**
 * Bundles the programs of `browser/` by Vite, each by itself, and runs each bundle with the globals of a
 * browser alone. Prints `name bytes`, minified and compressed by brotli. Exit 1: Vite warns, a module of Node
 * or `ws` is in a bundle, or a program does not print `ok`.
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
  const strangers = chunk.moduleIds.filter((id) => NOT_FOR_BROWSERS.test(id));
  if (strangers.length > 0) throw new Error(`${name} brings ${strangers.join(', ')}`);
  return chunk.code;
}

/** What it prints, with what every browser has and Node's own globals left out. */
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
    if (line !== 'ok') throw new Error(`it prints ${JSON.stringify(line)}`);
    console.log(`${name} ${brotliCompressSync(code).length}`);
  } catch (error) {
    // The message alone: a stack shows the whole bundle.
    console.error(`${name} in a browser: ${error.message}`);
    process.exitCode = 1;
  }
}
// Programs may have left timers behind.
process.exit();
