/** Puts the built page of @wearwire/console into dist/page, from where the broker serves it and the tarball takes it. */
import { cpSync, rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

const built = new URL('dist/', import.meta.resolve('@wearwire/console/package.json'));
const target = new URL('../dist/page/', import.meta.url);
rmSync(target, { recursive: true, force: true });
cpSync(fileURLToPath(built), fileURLToPath(target), { recursive: true });
