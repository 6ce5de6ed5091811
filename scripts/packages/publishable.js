/** The packages of the workspace and their manifests. Needs no installed package. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Root folder of the clone. */
export const ROOT = fileURLToPath(new URL('../../', import.meta.url));

/** Returns the folders of all packages, relative to the root, with slashes. */
export function packageFolders() {
  return ['packages', 'apps']
    .flatMap((group) => readdirSync(join(ROOT, group)).map((name) => `${group}/${name}`))
    .filter((folder) => existsSync(join(ROOT, folder, 'package.json')));
}

/** Returns `{ folder, manifest }` of each published package: each that is not private. */
export function publishable() {
  return packageFolders()
    .map((folder) => ({ folder, manifest: readManifest(join(ROOT, folder)) }))
    .filter(({ manifest }) => manifest.private !== true);
}

export function readManifest(directory) {
  return JSON.parse(readFileSync(join(directory, 'package.json'), 'utf8'));
}

/** Import specifiers of all entry points, such as `@wearwire/protocol/msgpack`. */
export function entryPoints({ name, exports }) {
  return Object.keys(exports).map((key) => name + key.slice(1));
}
