/** `pnpm size`: bytes (minified, brotli) of every decoder and encoder imported alone, and of everything. */
import * as api from '../dist/index.js';
import { bundle } from './bundle.js';

const names = Object.keys(api).filter((name) => /^(en|de)code[A-Z]/.test(name));
const rows = await Promise.all(
  names.map(async (name) => [name, (await bundle('index.ts', [name])).bytes]),
);
for (const [name, bytes] of rows.sort((a, b) => b[1] - a[1])) console.log(`${bytes}\t${name}`);
console.log(`${(await bundle('index.ts', ['decode'])).bytes}\tdecode (all decoders)`);
console.log(`${(await bundle('index.ts', '*')).bytes}\teverything`);
console.log(`${(await bundle('catalog.ts', '*')).bytes}\tcatalog`);
