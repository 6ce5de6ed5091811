import { mkdtemp, rm, stat, truncate, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { META_RESERVE_BYTES, MetaReserve } from './meta-reserve.js';

const root = await mkdtemp(join(tmpdir(), 'wearwire-reserve-'));
afterAll(() => rm(root, { recursive: true }));

const ENTRY_BYTES = 2 * 4_096;
let files = 0;

/** A store of 8 pages. Tests raise `usedBytes`, as if LMDB had added pages. */
async function storeWithReserve(path = join(root, `data${++files}.mdb`)) {
  if (path.startsWith(root)) await writeFile(path, Buffer.alloc(8 * 4_096));
  const store = { usedBytes: 8 * 4_096 };
  const reserve = new MetaReserve({ path, usedBytes: () => store.usedBytes });
  const freeBytes = async (): Promise<number> => (await stat(path)).size - store.usedBytes;
  return { path, store, reserve, freeBytes, [Symbol.asyncDispose]: () => reserve.close() };
}

describe('MetaReserve', () => {
  it('exists after it was filled, and is not written again by a second fill', async () => {
    await using test = await storeWithReserve();
    await test.reserve.fill();
    expect(await test.freeBytes()).toBe(META_RESERVE_BYTES);
    await test.reserve.fill();
    expect(await test.freeBytes()).toBe(META_RESERVE_BYTES);
  });

  it('prevents the store from reaching the end of its file, however much is written at once', async () => {
    await using test = await storeWithReserve();
    let running = 0;
    let most = 0;
    let least = Infinity;
    const write = async (): Promise<void> => {
      most = Math.max(most, ++running);
      await new Promise(setImmediate);
      test.store.usedBytes += 2 * ENTRY_BYTES;
      least = Math.min(least, await test.freeBytes());
      running--;
    };
    await Promise.all(Array.from({ length: 2_000 }, () => test.reserve.run(2, 'others', write)));
    expect(least).toBeGreaterThan(0);
    expect(most).toBeGreaterThan(10);
    expect(most * 2 * ENTRY_BYTES).toBeLessThan(META_RESERVE_BYTES);
  });

  it('refuses writes before they start when the disk is full and the reserve is used up, and the writes of retention last', async () => {
    await using test = await storeWithReserve('/dev/full');
    test.store.usedBytes = 0;
    let ran = 0;
    const write = async (): Promise<void> => void ran++;
    await expect(test.reserve.run(1, 'others', write)).rejects.toMatchObject({ code: 'ENOSPC' });
    await expect(test.reserve.demandSpace()).rejects.toMatchObject({ code: 'ENOSPC' });
    // The file has 1 MB left: enough for retention only.
    test.store.usedBytes = -1_000_000;
    await expect(test.reserve.run(1, 'others', write)).rejects.toMatchObject({ code: 'ENOSPC' });
    await test.reserve.run(1, 'retention', write);
    test.store.usedBytes = -META_RESERVE_BYTES;
    await test.reserve.demandSpace();
    await test.reserve.run(1, 'others', write);
    expect(ran).toBe(2);
  });

  it('admits writes again when there is space', async () => {
    await using test = await storeWithReserve();
    await test.reserve.fill();
    test.store.usedBytes += 100 * META_RESERVE_BYTES;
    expect(await test.reserve.run(1, 'others', async () => 'written')).toBe('written');
    await truncate(test.path, test.store.usedBytes);
    await expect(test.reserve.run(10_000, 'others', async () => {})).rejects.toThrow('larger');
    expect(await test.reserve.run(1, 'others', async () => 'written')).toBe('written');
  });
});
