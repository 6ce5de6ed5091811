import { expect, it } from 'vitest';
import { HISTORIES, runHistories } from './run-histories.js';

it(`delivers everything once and in order with every extension, in ${HISTORIES} histories`, async () => {
  await expect(runHistories(true)).resolves.toBeUndefined();
}, 1_800_000);
