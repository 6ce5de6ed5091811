/** How the checks run pnpm: the version that package.json pins, as the set-up has put it there. */
import { findPnpm } from '../setup/pnpm.js';
import { ROOT, readManifest } from './publishable.js';

/** Throws an `Error` with the remedy where it is not there. */
export function pnpmCommand() {
  const pnpm = findPnpm(ROOT, readManifest(ROOT).packageManager.split('@')[1].split('+')[0]);
  if (pnpm === undefined) throw new Error('pnpm is not here yet: run node scripts/setup.js first');
  return pnpm;
}
