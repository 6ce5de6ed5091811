/** The contract of a store, tested for every store. */
import { expect, test } from 'vitest';
import type { ProducerStore } from '../src/store.js';

/** `open` returns a store with the same storage in each call, like a restarted app. */
export function describeStore(open: () => ProducerStore): void {
  const records = ['p é "quoted"', 'e 1 0 {"op":6,"d":{},"t":"日本"}', 'n 1 1'];

  test('is empty initially', async () => {
    expect(await open().load()).toEqual([]);
  });

  test('returns appended records in order, even after it was opened again', async () => {
    const store = open();
    await store.load();
    await store.append(records.slice(0, 1));
    await store.append(records.slice(1));
    expect(await open().load()).toEqual(records);
    await store.close?.();
    expect(await open().load()).toEqual(records);
  });

  test('replaces all records, and appends after them', async () => {
    const store = open();
    await store.load();
    await store.append(['a 1', 'a 2']);
    await store.replace(records);
    await store.append(['c 1']);
    expect(await open().load()).toEqual([...records, 'c 1']);
    await store.replace([]);
    expect(await open().load()).toEqual([]);
    await store.close?.();
  });

  test('accepts many records at once', async () => {
    const store = open();
    await store.load();
    const many = Array.from({ length: 5_000 }, (_, i) => `e ${i} 0 {"x":"${'y'.repeat(100)}"}`);
    await store.replace(many);
    await store.append(many);
    expect(await open().load()).toEqual([...many, ...many]);
    await store.close?.();
  });

  test('stores blocks by number, separately from the records', async () => {
    const store = open();
    await store.load();
    expect(await store.listBlocks?.()).toEqual([]);
    await store.putBlock?.(7, records);
    await store.putBlock?.(12, ['x']);
    await store.replace(['a']);
    expect([...((await open().listBlocks?.()) ?? [])].sort((a, b) => a - b)).toEqual([7, 12]);
    expect(await open().getBlock?.(7)).toEqual(records);
    await store.removeBlock?.(7);
    await store.removeBlock?.(7);
    expect(await open().listBlocks?.()).toEqual([12]);
    expect(await open().load()).toEqual(['a']);
    await store.setAside?.(['bad']);
    expect(await open().load()).toEqual(['a']);
    await store.close?.();
  });
}
