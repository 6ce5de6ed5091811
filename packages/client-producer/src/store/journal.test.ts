import { settle } from '@wearwire/client-core/testing';
import { describe, expect, test } from 'vitest';
import { MemoryStore } from '../../test/memory-store.js';
import { Entry } from '../entry.js';
import { StoreJournal } from './journal.js';
import type { StoredState } from './persistence-port.js';
import { record, stateOf } from './records.js';

async function setUp(store = new MemoryStore()) {
  const failures: string[] = [];
  let state: StoredState | undefined;
  let writes = 0;
  const journal = new StoreJournal(store, 'new-id', {
    loaded: (loaded) => {
      state = loaded;
    },
    written: () => writes++,
    blocksLost: () => {},
    failed: ({ code }) => failures.push(code),
  });
  await journal.load();
  await settle();
  let id = 0;
  let n = state?.lastN ?? 0;
  const submit = () => {
    id++;
    const entry = new Entry(id, 'A', `{"op":6,"d":{"val":${id}},"t":"A"}`, 30, 1_000 + id);
    journal.submitted(entry);
    return entry;
  };
  const number = (entry: Entry) => {
    entry.n = ++n;
    journal.taken(entry);
  };
  return { store, journal, failures, state, submit, number, writes: () => writes };
}

const shown = ({ id, n, wasSent, atMs, text }: Entry) => [id, n, wasSent, atMs, text];
const restarted = ({ records }: MemoryStore) => stateOf(records);

describe('the contents of a store', () => {
  test('are the events neither confirmed nor dropped, with their numbers, sent before newer ones', async () => {
    const { store, submit, number, journal } = await setUp();
    const entries = Array.from({ length: 6 }, submit);
    for (const entry of entries.slice(0, 4)) number(entry);
    journal.confirmed(entries.slice(0, 2));
    journal.dropped(entries[4] as Entry);
    await settle();
    const { producerId, lastN, rejected, entries: left } = restarted(store);
    expect([producerId, lastN, rejected]).toEqual(['new-id', 4, []]);
    expect(left.map(({ id, n, wasSent, atMs }) => [id, n, wasSent, atMs])).toEqual([
      [-2, 3, true, 1_003],
      [-1, 4, true, 1_004],
      [0, 0, false, 1_006],
    ]);
    const again = await setUp(store);
    expect(again.journal.producerId).toBe('new-id');
    expect(again.state?.entries.map(shown)).toEqual(left.map(shown));
    expect(restarted(store).entries.map(shown)).toEqual(left.map(shown));
  });

  test('that cannot be read, or that no server would accept, are set aside and reported', async () => {
    const store = new MemoryStore();
    const event = new Entry(1, 'A', '{"op":6,"d":{},"t":"A"}', 23, 5);
    const rubbish = [
      ...['e 1', 'e 1 2 {"t":', 'e 1 2 {"t":5}', 'e 2 5 {"op":9,"d":{},"t":"A"}'],
      ...[
        'e 2 5 {"op":6,"t":"A"}',
        'e 2 5 {"op":6,"d":[],"t":"A"}',
        'e 2 5 {"op":6,"d":{},"t":""}',
      ],
      `e 2 5 {"op":6,"d":{"x":"${'y'.repeat(70_000)}"},"t":"A"}`,
      'e 99999999999999999999 5 {"op":6,"d":{},"t":"A"}',
    ];
    store.records = ['p someone', record.event(event), ...rubbish];
    const { failures, state } = await setUp(store);
    expect(failures).toEqual(['store-damaged']);
    expect(store.rejected).toEqual(rubbish);
    expect(state).toMatchObject({ producerId: 'someone' });
    expect(state?.entries).toHaveLength(1);
  });

  test.each([
    '',
    'x',
    'n 1',
    'n x 1',
    'n 9007199254740993 1',
    'd',
    'q 1',
    'c -1',
    'l 99999999999999999999',
    `p ${'é'.repeat(65)}`,
    'b {}',
    'x 1',
    '~0badc0de e 1 1 {"op":6,"d":{},"t":"A"}',
  ])(
    'with a record %j that may have contained a number, lead to a new producer id without losing an event',
    async (line) => {
      const store = new MemoryStore();
      const event = new Entry(1, 'A', '{"op":6,"d":{},"t":"A"}', 23, 5);
      store.records = ['p someone', record.event(event), 'n 4 1', line];
      const { failures, state, journal } = await setUp(store);
      expect([failures, store.rejected]).toEqual([['store-damaged'], [line]]);
      expect(journal.producerId).toBe('new-id');
      expect([state?.entries.length, state?.lastN]).toEqual([1, 4]);
    },
  );

  test('exclude a block to which no record refers, which is removed, and a missing block, which is reported', async () => {
    const store = new MemoryStore();
    store.blocks.set(7, ['e 1 1 {"op":6,"d":{},"t":"A"}']);
    const lost = { key: 3, type: 'A', count: 2, bytes: 9, firstId: 1, newestAtMs: 1 };
    store.records = ['p someone', record.spilled(lost, [])];
    const { failures, state } = await setUp(store);
    await settle();
    expect([store.blocks.size, state?.blocks, failures]).toEqual([0, [], ['store-damaged']]);
  });
});

describe('writing', () => {
  test('collects records during a write', async () => {
    const { store, submit, writes } = await setUp();
    store.isSlow = true;
    store.calls = [];
    for (let i = 0; i < 100; i++) submit();
    await settle();
    for (let i = 0; i < 100; i++) submit();
    store.release();
    await settle();
    store.release();
    await settle();
    expect([store.calls, writes()]).toEqual([['append', 'append'], 3]);
    expect(restarted(store).entries).toHaveLength(200);
  });

  test('makes a number usable only after it was written', async () => {
    const { store, journal, submit, number } = await setUp();
    store.isSlow = true;
    const entry = submit();
    number(entry);
    await settle();
    expect(journal.maySend(entry)).toBe(false);
    store.release();
    await settle();
    expect([journal.maySend(entry), entry.hasSafeNumber]).toEqual([true, true]);
  });

  test('rewrites the live events when most records are obsolete, even if the store is slow', async () => {
    const { store, journal, submit, number } = await setUp();
    const kept = submit();
    for (let i = 0; i < 3_000; i++) {
      const entry = submit();
      number(entry);
      journal.confirmed([entry]);
      if (i % 10 === 0) await settle();
      expect(store.records.length).toBeLessThan(2_500);
    }
    store.isSlow = true;
    for (let i = 0; i < 3_000; i++) journal.dropped(submit());
    store.isSlow = false;
    for (let i = 0; i < 9; i++) {
      store.release();
      await settle();
    }
    expect(restarted(store)).toMatchObject({ lastN: 3_000, producerId: 'new-id' });
    expect(restarted(store).entries.map(({ text }) => text)).toEqual([kept.text]);
    expect(store.records.length).toBeLessThan(2_500);
  });

  test('settles the events of a block once it is written, or the store has failed', async () => {
    const { journal, submit } = await setUp();
    const written = submit();
    journal.write([written]);
    expect(await written.outcome).toBe('kept');
    const failing = await setUp();
    const lost = failing.submit();
    failing.store.failsWith = new Error('full');
    failing.journal.write([lost]);
    expect(await lost.outcome).toBe('dropped');
  });

  test('is awaited by close, which resolves with whether it succeeded', async () => {
    const { store, journal, submit } = await setUp();
    store.isSlow = true;
    submit();
    const closed = journal.close();
    await settle();
    store.release();
    expect(await closed).toBe(true);
    expect(restarted(store).entries).toHaveLength(1);
    const failing = await setUp();
    failing.store.failsWith = new Error('full');
    failing.submit();
    expect(await failing.journal.close()).toBe(false);
    expect(failing.failures).toEqual(['store-failed']);
  });
});
