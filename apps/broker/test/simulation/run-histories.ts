/**
 * Runs many histories, one per seed. WEARWIRE_SIMULATIONS sets their number, WEARWIRE_SEED the first seed; a failure
 * names its seed.
 */
import { Opcode } from '@wearwire/protocol';
import { expect } from 'vitest';
import { History } from './history.js';

export const HISTORIES = Number(process.env.WEARWIRE_SIMULATIONS ?? 100);
const FIRST_SEED = Number(process.env.WEARWIRE_SEED ?? 1);

/** `extensions`: whether the clients request them. */
export async function runHistories(extensions: boolean): Promise<void> {
  let batches = 0;
  for (let seed = FIRST_SEED; seed < FIRST_SEED + HISTORIES; seed++) {
    const history = new History(seed, extensions);
    try {
      await history.run();
      await history.check();
    } catch (error) {
      throw new Error(`seed ${seed}: ${(error as Error).message}`, { cause: error });
    }
    batches += history.world.frames.get(Opcode.SubmitBatch) ?? 0;
  }
  expect(batches > 0, 'SUBMIT_BATCHes were received').toBe(extensions);
}
