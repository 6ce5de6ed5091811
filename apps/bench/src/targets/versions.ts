/** Versions of a target's programs and packages, for the result. */
import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Versions } from '../target.js';

const UNKNOWN = 'unknown';
const ANSWER_TIMEOUT_MS = 10_000;

const require = createRequire(import.meta.url);

/** The first dotted number in the program's output, with any exit code; `unknown` if there is none. */
export function programVersion(
  file: string,
  args: readonly string[] = ['--version'],
): Promise<string> {
  return new Promise((resolve) => {
    execFile(file, args, { timeout: ANSWER_TIMEOUT_MS }, (_error, stdout, stderr) => {
      resolve(/\d+\.\d+[\w.+-]*/.exec(stdout + stderr)?.[0] ?? UNKNOWN);
    });
  });
}

/** By import name; an aliased package is shown with its real name too. */
export function packageVersions(...names: readonly string[]): Versions {
  return Object.fromEntries(names.map((name) => [name, packageVersion(name)]));
}

function packageVersion(name: string): string {
  // Read from disk: a package need not export its package.json.
  for (const folder of require.resolve.paths(name) ?? []) {
    const manifest = manifestIn(join(folder, name));
    if (manifest === undefined) continue;
    return manifest.name === name ? manifest.version : `(${manifest.name} ${manifest.version})`;
  }
  return UNKNOWN;
}

function manifestIn(folder: string) {
  try {
    const text = readFileSync(join(folder, 'package.json'), 'utf8');
    return JSON.parse(text) as { readonly name: string; readonly version: string };
  } catch {
    return undefined;
  }
}
