/** The command of the pnpm version that package.json pins, as installed by scripts/setup.js. */
import { findPnpm } from '../setup/pnpm.js';

/** Throws an `Error` if pnpm is not installed. */
export function pnpmCommand() {
  const pnpm = findPnpm();
  if (pnpm === undefined)
    throw new Error('the pinned pnpm is not installed; run node scripts/setup.js first');
  return pnpm;
}
