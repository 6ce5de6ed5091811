/** The command of the pnpm version that package.json pins, as installed by scripts/setup.js. */
import { findPnpm } from '../setup/pnpm.js';
import { ROOT, readManifest } from './publishable.js';

/** Throws an `Error` if pnpm is not installed. */
export function pnpmCommand() {
  const pnpm = findPnpm(ROOT, readManifest(ROOT).packageManager.split('@')[1].split('+')[0]);
  if (pnpm === undefined)
    throw new Error('the pinned pnpm is not installed; run node scripts/setup.js first');
  return pnpm;
}
