import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ScriptedServer, settle, VirtualClock } from '@wearwire/client-core/testing';
import { describe, expect, test } from 'vitest';
import { createConsumer } from './consumer.js';
import type { ConsumerOptions } from './consumer-api.js';
import {
  type Cursor,
  type CursorStore,
  memoryCursorStore,
  webCursorStore,
} from './cursor-store.js';
import { fileCursorStore } from './file.js';

/** A store that records each save. */
function recorder(cursor?: Cursor): CursorStore & { readonly saves: Cursor[] } {
  const saves: Cursor[] = [];
  return {
    saves,
    load: () => cursor,
    save: (newer) => {
      saves.push(newer);
    },
  };
}

function setUp(options: Partial<ConsumerOptions> = {}) {
  const clock = new VirtualClock();
  const server = new ScriptedServer();
  const errors: string[] = [];
  const consumer = createConsumer({
    url: 'ws://server.test',
    getToken: async () => 'token',
    clock,
    random: () => 0.5,
    socketFactory: server.socketFactory,
    ...options,
  });
  consumer.on('error', ({ code }) => errors.push(code));
  const replays = () => server.connections.flatMap((c) => c.receivedOf(7).map(({ d }) => d));
  return { clock, server, consumer, errors, replays };
}

/** Web storage in which every item has this text. */
function itemsOf(text: string) {
  return { getItem: () => text, setItem: () => {} };
}

describe('the cursor', () => {
  test('is loaded before the first connection, and takes precedence over after', async () => {
    const store = recorder({ seq: 28, epoch: 3 });
    const { server, consumer, replays } = setUp({ cursor: store, after: 5 });
    consumer.on('*', () => {});
    expect(server.connections).toHaveLength(0);
    await settle();
    expect(consumer.cursor).toEqual({ seq: 28, epoch: 3 });
    expect(replays()).toEqual([{ after: 28 }]);
    await consumer.stop();
    expect(store.saves).toEqual([]);
  });

  test('is saved when a loop requests the next event, at most once per period, and before stop resolves', async () => {
    const store = recorder();
    const { clock, server, consumer } = setUp({ cursor: store, cursorSaveMs: 100 });
    const loop = consumer[Symbol.asyncIterator]();
    await settle();
    for (let seq = 7; seq < 12; seq++) server.connection.dispatch(seq);
    await loop.next();
    expect(store.saves).toEqual([]);
    await loop.next();
    await settle();
    expect(store.saves).toEqual([{ seq: 7 }]);
    await loop.next();
    await loop.next();
    await clock.advance(99);
    expect(store.saves).toEqual([{ seq: 7 }]);
    await clock.advance(1);
    expect(store.saves).toEqual([{ seq: 7 }, { seq: 9 }]);
    await loop.next();
    await consumer.stop();
    expect(store.saves.at(-1)).toEqual({ seq: 10 });
    expect(clock.pendingTimers).toBe(0);
  });

  test('waits for the promise of a listener, and for earlier promises', async () => {
    const { server, consumer } = setUp();
    const done: (() => void)[] = [];
    consumer.on('*', () => new Promise<void>((resolve) => done.push(resolve)));
    await settle();
    for (let seq = 1; seq < 4; seq++) server.connection.dispatch(seq);
    expect(consumer.position).toBeUndefined();
    done[1]?.();
    await settle();
    expect(consumer.position).toBeUndefined();
    done[0]?.();
    await settle();
    expect(consumer.position).toBe(2);
    done[2]?.();
    await settle();
    expect(consumer.position).toBe(3);
    await consumer.stop();
  });

  test.each([
    [
      'throws',
      () => {
        throw new Error('mine');
      },
    ],
    ['rejects', () => Promise.reject(new Error('mine'))],
  ])('stays before an event whose listener %s', async (_, fail) => {
    const { server, consumer, errors } = setUp();
    consumer.on('*', ({ seq }) => (seq === 3 ? fail() : undefined));
    await settle();
    for (let seq = 1; seq < 6; seq++) server.connection.dispatch(seq);
    await settle();
    expect(errors).toEqual(['callback-threw']);
    expect([consumer.position, consumer.receivedSeq]).toEqual([2, 5]);
    await consumer.stop();
  });

  test('is that of the slowest loop or listener', async () => {
    const { server, consumer } = setUp({ after: 0 });
    const loop = consumer[Symbol.asyncIterator]();
    consumer.on('*', () => {});
    await settle();
    for (let seq = 1; seq < 4; seq++) server.connection.dispatch(seq);
    expect([consumer.position, consumer.lag]).toEqual([0, undefined]);
    await loop.next();
    await loop.next();
    expect([consumer.position, consumer.lag]).toEqual([1, undefined]);
    await consumer.stop();
  });

  test('that cannot be loaded is requested again after waits', async () => {
    const answers = [
      () => Promise.reject(new Error('disk')),
      () => {
        throw new Error('busy');
      },
      () => ({ seq: 28, epoch: 3 }),
    ];
    const load = () => (answers.shift() as () => Cursor)();
    const { clock, server, consumer, errors, replays } = setUp({
      cursor: { load, save: () => {} },
    });
    consumer.on('*', () => {});
    await clock.advance(250 + 499);
    expect([errors, server.connections.length]).toEqual([
      ['cursor-not-loaded', 'cursor-not-loaded'],
      0,
    ]);
    await clock.advance(1);
    expect(replays()).toEqual([{ after: 28 }]);
    await consumer.stop();
  });

  test('that is never loaded does not prevent stop', async () => {
    const load = () => Promise.reject(new Error('disk'));
    const { clock, consumer } = setUp({ cursor: { load, save: () => {} } });
    consumer.on('*', () => {});
    await clock.advance(100_000);
    await consumer.stop();
    expect(await consumer.ended).toBeUndefined();
    await settle();
    expect(clock.pendingTimers).toBe(0);
  });

  test.each([
    [
      'permanently fails to load',
      () => Promise.reject(Object.assign(new Error('disk'), { retryable: false })),
    ],
    ['is invalid', () => ({ seq: 'x' }) as unknown as Cursor],
    ['is a falsy value', () => 0 as unknown as Cursor],
    ['is not JSON in web storage', webCursorStore('mine', itemsOf('half of')).load],
  ])('that %s ends the consumer without a connection', async (_, load) => {
    const { server, consumer } = setUp({ cursor: { load, save: () => {} } });
    await expect(consumer[Symbol.asyncIterator]().next()).rejects.toMatchObject({
      code: 'cursor-not-loaded',
      retryable: false,
    });
    expect(await consumer.ended).toMatchObject({ code: 'cursor-not-loaded' });
    expect(server.connections).toHaveLength(0);
  });

  test('that cannot be saved is reported, and the save is retried', async () => {
    const saves: Cursor[] = [];
    const store: CursorStore = {
      load: () => undefined,
      save: async (cursor) => {
        saves.push(cursor);
        if (saves.length === 1) throw new Error('full');
      },
    };
    const { clock, server, consumer, errors } = setUp({ cursor: store });
    consumer.on('*', () => {});
    await settle();
    server.connection.dispatch(1);
    await clock.advance(250);
    expect(errors).toEqual(['cursor-not-saved']);
    expect(saves).toEqual([{ seq: 1 }, { seq: 1 }]);
    await consumer.stop();
  });
});

describe('stores', () => {
  test('in memory return the cursor to the next consumer', () => {
    const store = memoryCursorStore();
    expect(store.load()).toBeUndefined();
    store.save({ seq: 3 });
    expect(store.load()).toEqual({ seq: 3 });
  });

  test('in web storage save the cursor under their key', () => {
    const items = new Map<string, string>();
    const storage = {
      getItem: (key: string) => items.get(key) ?? null,
      setItem: (key: string, value: string) => void items.set(key, value),
    };
    const store = webCursorStore('my-cursor', storage);
    expect(store.load()).toBeUndefined();
    store.save({ seq: 3, epoch: 1 });
    expect([...items.keys()]).toEqual(['my-cursor']);
    expect(webCursorStore('my-cursor', storage).load()).toEqual({ seq: 3, epoch: 1 });
  });

  test.each(['half of', '', 'null', '7', '{"seq":-1}'])(
    'in web storage and in a file name the place and the remedy for %j, and are not retried',
    async (text) => {
      const folder = await mkdtemp(join(tmpdir(), 'wearwire-cursor-'));
      try {
        const path = join(folder, 'cursor.json');
        await writeFile(path, text);
        const remedy = 'is not a cursor: restore it, or delete it';
        await expect(fileCursorStore(path).load()).rejects.toMatchObject({
          retryable: false,
          message: expect.stringContaining(`${path} ${remedy}`),
        });
        expect(() => webCursorStore('mine', itemsOf(text)).load()).toThrow(
          expect.objectContaining({
            retryable: false,
            message: expect.stringContaining(`the item mine in web storage ${remedy}`),
          }),
        );
      } finally {
        await rm(folder, { recursive: true });
      }
    },
  );

  test('in a file write a temporary file and rename it', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'wearwire-cursor-'));
    try {
      const path = join(folder, 'cursor.json');
      const store = fileCursorStore(path);
      expect(await store.load()).toBeUndefined();
      await store.save({ seq: 3, epoch: 1 });
      await store.save({ seq: 4, epoch: 1 });
      expect(await readdir(folder)).toEqual(['cursor.json']);
      expect(await readFile(path, 'utf8')).toBe('{"seq":4,"epoch":1}\n');
      expect(await fileCursorStore(path).load()).toEqual({ seq: 4, epoch: 1 });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});
