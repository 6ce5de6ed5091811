/**
 * Describes the installed build of uWebSockets.js without loading it, so it also works without a binary for this
 * platform.
 */
import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { KNOWN_BINARIES } from './known-binaries.js';

/** The installed build of uWebSockets.js. */
export interface SocketLibrary {
  /** The package behind the name, such as `uws-pack 20.0.8`. */
  readonly build: string;
  /** File of the binary for this Node and platform; `undefined`: the build has none. */
  readonly binary: string | undefined;
  /** SHA-256 of the binary, hex. */
  readonly sha256: string | undefined;
  /** Whether it is a binary that this version of the broker was tested with. */
  readonly isKnown: boolean;
}

/** Throws if the package is not installed. */
export async function socketLibrary(): Promise<SocketLibrary> {
  let folder = dirname(fileURLToPath(import.meta.resolve('uWebSockets.js')));
  let manifest = await manifestIn(folder);
  while (manifest === undefined) {
    const above = dirname(folder);
    if (above === folder) throw new Error('uWebSockets.js has no package.json');
    folder = above;
    manifest = await manifestIn(folder);
  }
  const platform = `${process.platform}_${process.arch}_${process.versions.modules}`;
  const binary = `uws_${platform}.node`;
  const build = `${manifest.name} ${manifest.version}`;
  // uws-pack has its binaries in a folder; the upstream release has them next to its entry file.
  for (const path of [join(folder, 'dist', 'bin', binary), join(folder, binary)]) {
    const bytes = await readFile(path).catch(() => undefined);
    if (bytes === undefined) continue;
    const sha256 = createHash('sha256').update(bytes).digest('hex');
    return { build, binary, sha256, isKnown: KNOWN_BINARIES[platform] === sha256 };
  }
  return { build, binary: undefined, sha256: undefined, isKnown: false };
}

async function manifestIn(folder: string) {
  const text = await readFile(join(folder, 'package.json'), 'utf8').catch(() => undefined);
  return text === undefined
    ? undefined
    : (JSON.parse(text) as { readonly name: string; readonly version: string });
}
