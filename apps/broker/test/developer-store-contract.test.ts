/** The contract of a backend's `DeveloperStore`, run against each. */
import { describe, expect, it } from 'vitest';
import { MetaStore } from '../src/storage/disk/meta-store.js';
import { createMemoryStorage } from '../src/storage/memory/memory-storage.js';
import type { Storage } from '../src/storage/ports.js';
import { temporaryDirectory } from './temporary-directory.js';

type Stores = Pick<Storage, 'developers' | 'tokens'> & AsyncDisposable;

const BACKENDS: Readonly<Record<string, () => Promise<Stores>>> = {
  memory: async () => {
    const { developers, tokens, close } = createMemoryStorage({ retentionMs: 1, now: () => 0 });
    return { developers, tokens, [Symbol.asyncDispose]: close };
  },
  LMDB: async () => {
    const directory = await temporaryDirectory();
    const meta = await MetaStore.open(directory.path, () => 0);
    return {
      developers: meta.developers,
      tokens: meta.tokens,
      [Symbol.asyncDispose]: async () => {
        await meta.close();
        await directory[Symbol.asyncDispose]();
      },
    };
  },
};

describe.each(Object.entries(BACKENDS))('DeveloperStore on %s', (_, open) => {
  it('finds who was put, lists all by id, and the newest key counts', async () => {
    await using stores = await open();
    const { developers } = stores;
    await developers.put({ id: 'b', keyHash: 'b1' });
    await developers.put({ id: 'a', keyHash: 'a1' });
    await developers.put({ id: 'b', keyHash: 'b2' });
    expect(await developers.all()).toEqual([
      { id: 'a', keyHash: 'a1' },
      { id: 'b', keyHash: 'b2' },
    ]);
    expect(await developers.find('b')).toEqual({ id: 'b', keyHash: 'b2' });
    expect(await developers.find('c')).toBeUndefined();
    expect(await developers.find('__proto__')).toBeUndefined();
  });

  it('removes a developer with its tokens, and nobody else with theirs', async () => {
    await using stores = await open();
    const { developers, tokens } = stores;
    for (const id of ['a', 'b']) {
      await developers.put({ id, keyHash: id });
      const grant = { developerId: id, role: 1, userId: '', expiresAtMs: 1_000 } as const;
      await tokens.issue(`token of ${id}`, grant);
    }
    expect(await developers.remove('a')).toBe(true);
    expect(await developers.remove('a')).toBe(false);
    expect(await developers.find('a')).toBeUndefined();
    expect(await tokens.look('token of a')).toBeUndefined();
    expect(await tokens.consume('token of a')).toBe(false);
    expect((await developers.all()).map(({ id }) => id)).toEqual(['b']);
    expect(await tokens.consume('token of b')).toBe(true);
  });
});
