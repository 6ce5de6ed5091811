import { describe, expect, test } from 'vitest';
import { Entry } from './entry.js';
import { type BufferLimits, EventBuffer } from './event-buffer.js';
import { PRODUCER_LIMITS } from './limits.js';
import type { DropPolicy, TypePolicy } from './policies.js';
import { checkedOptions } from './producer-options.js';
import type { Block, SpillPort } from './spill.js';

function setUp(
  limits: Partial<BufferLimits & { bufferAgeMaxMs: number }> = {},
  policies: Record<string, TypePolicy> = {},
) {
  const dropped: string[] = [];
  const buffer = new EventBuffer(
    {
      bufferEventsMax: PRODUCER_LIMITS.bufferEventsMax,
      bufferBytesMax: PRODUCER_LIMITS.bufferBytesMax,
      storeBytesMax: PRODUCER_LIMITS.storeBytesMax,
      storeAgeMaxMs: PRODUCER_LIMITS.storeAgeMaxMs,
      ...limits,
    },
    checkedOptions({ url: '', getToken: async () => '', ...limits, policies }).policyOf,
    {
      dropped: (entry, reason) => dropped.push(`${entry.text} ${reason}`),
      droppedBlock: ({ type, count }, reason) => dropped.push(`${count} of ${type} ${reason}`),
      refilled: () => {},
    },
  );
  let id = 0;
  const entry = (text: string, atMs = 0, bytes = 10) => {
    id++;
    return new Entry(id, text.replace(/\d+$/, ''), text, bytes, atMs);
  };
  /** `A1` is the first event of type A. */
  const add = (...texts: string[]) => {
    for (const text of texts) buffer.add(entry(text));
  };
  const takeAll = (nowMs = 0) => {
    const texts: string[] = [];
    for (let next = buffer.next(nowMs); next; next = buffer.next(nowMs)) texts.push(next.text);
    return texts;
  };
  return { buffer, dropped, entry, add, takeAll };
}

describe('order', () => {
  test('alternates between types, each in the order of submit', () => {
    const { buffer, add, takeAll } = setUp();
    add('A1', 'A2', 'A3', 'A4', 'B1', 'C1', 'B2');
    expect(takeAll()).toEqual(['A1', 'B1', 'C1', 'A2', 'B2', 'A3', 'A4']);
    expect(buffer.events).toBe(0);
  });

  test('a type that is added later waits at most one round', () => {
    const { buffer, add, takeAll } = setUp();
    add('A1', 'A2', 'A3', 'A4', 'A5');
    expect([buffer.next(0)?.text, buffer.next(0)?.text]).toEqual(['A1', 'A2']);
    add('B1', 'A6');
    expect(takeAll()).toEqual(['A3', 'B1', 'A4', 'A5', 'A6']);
  });

  test('a type with a higher priority is sent first, types of equal priority alternate', () => {
    const policies = { H: { priority: 1 }, L: { priority: -1 } };
    const { buffer, add, takeAll } = setUp({}, policies);
    add('L1', 'A1', 'A2', 'B1', 'H1');
    expect(buffer.next(0)?.text).toBe('H1');
    expect(buffer.next(0)?.text).toBe('A1');
    add('H2');
    expect(takeAll()).toEqual(['H2', 'B1', 'A2', 'L1']);
  });

  test('ECG, acceleration and rotation are sent after all others by default', () => {
    const { add, takeAll } = setUp();
    const entries = ['ECG', 'ACCELERATION', 'GYROSCOPE', 'HEART_RATE', 'X'];
    add(...entries.map((type) => `${type}1`));
    expect(takeAll()).toEqual(['HEART_RATE1', 'X1', 'ECG1', 'ACCELERATION1', 'GYROSCOPE1']);
    const equal = setUp({}, { ECG: { priority: 0 } });
    equal.add('ECG1', 'X1', 'ECG2');
    expect(equal.takeAll()).toEqual(['ECG1', 'X1', 'ECG2']);
  });

  test('accepts any number of types, one after the other', () => {
    const { buffer, entry, takeAll } = setUp();
    for (let i = 0; i < 1_000; i++) {
      buffer.add(entry(`${String.fromCodePoint(0x100 + i)}1`));
      expect(buffer.next(0)).toBeDefined();
    }
    buffer.add(entry('A1'));
    expect(takeAll()).toEqual(['A1']);
  });
});

describe('the limit', () => {
  test.each<[DropPolicy, string[], string[]]>([
    ['drop-oldest', ['A1 buffer-full', 'A2 buffer-full'], ['A3', 'A4', 'A5']],
    ['drop-newest', ['A4 buffer-full', 'A5 buffer-full'], ['A1', 'A2', 'A3']],
    ['latest-only', ['A1 superseded', 'A2 superseded', 'A3 superseded', 'A4 superseded'], ['A5']],
  ])('of events applies the policy %s', (policy, expectedDrops, expectedLeft) => {
    const { dropped, add, takeAll } = setUp({ bufferEventsMax: 3 }, { A: { drop: policy } });
    add('A1', 'A2', 'A3', 'A4', 'A5');
    expect(dropped).toEqual(expectedDrops);
    expect(takeAll()).toEqual(expectedLeft);
  });

  test('of events makes the type with the most events drop according to its own policy', () => {
    const { dropped, add, takeAll } = setUp({ bufferEventsMax: 4 }, { A: { drop: 'drop-newest' } });
    add('A1', 'A2', 'A3', 'B1', 'B2', 'C1');
    expect(dropped).toEqual(['A3 buffer-full', 'A2 buffer-full']);
    expect(takeAll()).toEqual(['A1', 'B1', 'C1', 'B2']);
  });

  test('of bytes makes the type with the most bytes drop events', () => {
    const { buffer, entry, dropped, takeAll } = setUp({ bufferBytesMax: 100 });
    buffer.add(entry('A1', 0, 60));
    for (let i = 1; i <= 4; i++) buffer.add(entry(`B${i}`, 0, 10));
    expect(dropped).toEqual([]);
    buffer.add(entry('B5', 0, 10));
    expect(dropped).toEqual(['A1 buffer-full']);
    expect(takeAll()).toEqual(['B1', 'B2', 'B3', 'B4', 'B5']);
  });

  test('of age is applied when expire is called and when an event is taken', () => {
    const { buffer, entry, dropped, takeAll } = setUp({ bufferAgeMaxMs: 100 });
    buffer.add(entry('A1', 0));
    buffer.add(entry('B1', 30));
    buffer.add(entry('A2', 50));
    expect(buffer.expire(100)).toBe(100);
    expect(buffer.expire(101)).toBe(130);
    expect(dropped).toEqual(['A1 too-old']);
    expect(takeAll(131)).toEqual(['A2']);
    expect(dropped).toEqual(['A1 too-old', 'B1 too-old']);
    expect(buffer.expire(131)).toBeUndefined();
  });

  test('of age can be set for a type', () => {
    const { buffer, entry, dropped } = setUp({}, { A: { ageMaxMs: 50 } });
    buffer.add(entry('A1', 0));
    buffer.add(entry('B1', 0));
    expect(buffer.expire(50)).toBe(50);
    expect(buffer.expire(1_000_000)).toBeUndefined();
    expect([dropped, buffer.events]).toEqual([['A1 too-old'], 1]);
  });
});

/** A store whose reads of blocks the test completes. */
class Shelf implements SpillPort {
  isOpen = true;
  readonly blocks = new Map<number, readonly Entry[]>();
  /** Number of events of a block that cannot be read. */
  unreadable = 0;
  #lastKey = 0;

  write(entries: readonly Entry[]): Block {
    const key = ++this.#lastKey;
    this.blocks.set(key, entries);
    const [first] = entries as [Entry];
    const newestAtMs = entries.at(-1)?.atMs ?? 0;
    const { type, id: firstId } = first;
    return { key, type, count: entries.length, bytes: entries.length * 10, firstId, newestAtMs };
  }

  async read({ key }: Block): Promise<readonly Entry[]> {
    const entries = this.blocks.get(key) ?? [];
    this.blocks.delete(key);
    return entries.slice(this.unreadable);
  }

  drop({ key }: Block): void {
    this.blocks.delete(key);
  }
}

describe('with a store', () => {
  test('events that do not fit in memory are stored, and are read back in order', async () => {
    const { buffer, dropped, add } = setUp({ bufferEventsMax: 8 });
    const shelf = new Shelf();
    buffer.spillTo(shelf, []);
    const texts = Array.from({ length: 100 }, (_, i) => `A${i + 1}`);
    const taken: string[] = [];
    for (const [index, text] of texts.entries()) {
      add(text);
      if (index % 10 === 5) add(`B${index}`);
    }
    expect(buffer.events).toBe(110);
    expect(shelf.blocks.size).toBeGreaterThan(5);
    for (let rounds = 0; buffer.events > 0 && rounds < 1_000; rounds++) {
      const entry = buffer.next(0);
      if (entry) taken.push(entry.text);
      await Promise.resolve();
    }
    expect(taken.filter((text) => text.startsWith('A'))).toEqual(texts);
    expect(taken).toHaveLength(110);
    expect([dropped, shelf.blocks.size]).toEqual([[], 0]);
  });

  test('the oldest blocks are dropped above the maximum of bytes, and when they are too old', () => {
    const limits = { bufferEventsMax: 4, storeBytesMax: 60, storeAgeMaxMs: 1_000 };
    const { buffer, dropped, add } = setUp(limits);
    buffer.spillTo(new Shelf(), []);
    add(...Array.from({ length: 20 }, (_, i) => `A${i}`));
    expect(dropped.length).toBeGreaterThan(0);
    expect(new Set(dropped.map((one) => one.replace(/^\d+ of /, '')))).toEqual(
      new Set(['A buffer-full']),
    );
    const before = dropped.length;
    buffer.expire(1_001);
    expect(dropped.slice(before).every((one) => one.endsWith('of A too-old'))).toBe(true);
    expect(dropped.length).toBeGreaterThan(before);
  });

  test('events that cannot be read back are dropped, and the later blocks are read', async () => {
    const { buffer, dropped, add, takeAll } = setUp({ bufferEventsMax: 4 });
    const shelf = new Shelf();
    buffer.spillTo(shelf, []);
    for (let i = 1; i <= 15; i++) add(`A${i}`);
    shelf.unreadable = 4;
    const taken: string[] = [];
    for (let round = 0; round < 20; round++) {
      taken.push(...takeAll());
      await Promise.resolve();
    }
    expect(taken).toEqual(['A1', 'A2', 'A10', 'A15']);
    const drops = ['3 of A store-failed', '4 of A store-failed', '4 of A store-failed'];
    expect([dropped, buffer.events]).toEqual([drops, 0]);
  });
});
