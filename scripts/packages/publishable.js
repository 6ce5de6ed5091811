/** The packages that are published: every member of the workspace that is not private, in the order of their folders. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The clone's folder. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Each as `{ folder, manifest }`; `folder` is relative to the clone, with slashes. */
export function publishable() {
  return ['packages', 'apps']
    .flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')))
    .map((folder) => ({ folder, manifest: readManifest(join(ROOT, folder)) }))
    .filter(({ manifest }) => manifest.private !== true);
}

export function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/** Entry points as a user imports them, from the keys of `exports`: `@wearwire/protocol/msgpack`. */
export function entryPoints({ name, exports }) {
  return Object.keys(exports).map((key) => name + key.slice(1));
}
