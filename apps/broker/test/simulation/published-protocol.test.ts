import { expect, it } from 'vitest';
import { HISTORIES, runHistories } from './run-histories.js';

it(`delivers everything once and in order with the published protocol alone, in ${HISTORIES} histories`, async () => {
  await expect(runHistories(false)).resolves.toBeUndefined();
}, 1_800_000);
