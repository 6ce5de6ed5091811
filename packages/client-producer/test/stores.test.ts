import { appendFile, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { IDBFactory } from 'fake-indexeddb';
import { afterAll, beforeEach, describe, expect, test } from 'vitest';
import { FileStore } from '../src/store/file-store.js';
import { IndexedDbStore } from '../src/store/indexed-db-store.js';
import { MemoryStore } from './memory-store.js';
import { describeStore } from './store-contract.js';

const root = await mkdtemp(join(tmpdir(), 'wearwire-'));
afterAll(() => rm(root, { recursive: true }));

let folderCount = 0;
beforeEach(() => {
  folderCount++;
});
const path = () => join(root, `${folderCount}`, 'producer.log');

describe.each(['process', 'disk'] as const)('a file with the durability %s', (durability) => {
  describeStore(() => new FileStore(path(), durability));
});

describe('a file', () => {
  test('ignores an incomplete last line', async () => {
    const store = new FileStore(path(), 'process');
    await store.load();
    await store.append(['n 1 12', 'n 2 13']);
    await store.close?.();
    await appendFile(path(), '~6d3f2a91 n 3 1');
    expect(await new FileStore(path(), 'process').load()).toEqual(['n 1 12', 'n 2 13']);
  });

  test('returns no record that was not stored: a line with flipped bits has its own kind', async () => {
    const records = ['e 17 5 {"op":6,"d":{},"t":"A"}', 'n 1 17', 'd 18', 'l 1'];
    const store = new FileStore(path(), 'process');
    await store.load();
    await store.replace(records);
    await store.close?.();
    const whole = await readFile(path());
    for (let bit = 0; bit < whole.length * 8; bit += 5) {
      const bytes = Buffer.from(whole);
      bytes[bit >> 3] = (bytes[bit >> 3] as number) ^ (1 << (bit & 7));
      await writeFile(path(), bytes);
      const read = await new FileStore(path(), 'process').load();
      const damaged = read.filter((record) => !records.includes(record));
      expect(damaged.every((record) => record.startsWith('~'))).toBe(true);
      // The last line may look like an incomplete one.
      expect(read.length).toBeGreaterThanOrEqual(records.length - 1);
      expect(read.filter((record) => records.includes(record)).length).toBeLessThan(records.length);
    }
  });

  test('of an earlier version, without checksums, is read unchanged', async () => {
    const records = ['p someone', 'e 17 5 {"op":6,"d":{},"t":"A"}', 'n 1 17'];
    const store = new FileStore(path(), 'process');
    await store.load();
    await writeFile(path(), records.map((record) => `${record}\n`).join(''));
    expect(await store.load()).toEqual(records);
    await store.replace(records);
    await store.close?.();
    expect(await readFile(path(), 'utf8')).toMatch(/^~[0-9a-f]{8} p someone\n/);
    expect(await new FileStore(path(), 'process').load()).toEqual(records);
  });

  test('is readable only by its owner, and leaves no other file', async () => {
    const store = new FileStore(path(), 'process');
    await store.load();
    await store.replace(['a']);
    await store.append(['b']);
    await store.close?.();
    expect((await stat(path())).mode & 0o777).toBe(0o600);
    expect(await readdir(join(path(), '..'))).toEqual(['producer.log']);
  });

  test('that cannot be read or written rejects', async () => {
    const store = new FileStore(root, 'process');
    await expect(store.load()).rejects.toMatchObject({ code: 'EISDIR' });
    await expect(store.append(['x'])).rejects.toMatchObject({ code: 'EISDIR' });
  });
});

let indexedDB = new IDBFactory();
beforeEach(() => {
  indexedDB = new IDBFactory();
});

describe.each(['process', 'disk'] as const)('IndexedDB with the durability %s', (durability) => {
  describeStore(() => new IndexedDbStore({ indexedDB, durability }));
});

describe('IndexedDB', () => {
  test('separates databases of different names', async () => {
    await new IndexedDbStore({ indexedDB, name: 'a' }).append(['x']);
    expect(await new IndexedDbStore({ indexedDB, name: 'b' }).load()).toEqual([]);
  });

  test('rejects if the database was deleted', async () => {
    const store = new IndexedDbStore({ indexedDB });
    await store.append(['x']);
    await new Promise((resolve) => {
      indexedDB.deleteDatabase('wearwire-producer').onsuccess = resolve;
    });
    await expect(store.append(['y'])).rejects.toThrow();
  });
});

let memory = new MemoryStore();
beforeEach(() => {
  memory = new MemoryStore();
});

describe('the store of the other tests', () => {
  describeStore(() => memory);
});
