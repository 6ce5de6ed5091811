import { describe, expect, it } from 'vitest';
import { ByteCache } from './byte-cache.js';

describe('ByteCache', () => {
  it('evicts the least recently used entry when it is full', () => {
    const cache = new ByteCache(100);
    cache.put('a', 1, 40);
    cache.put('b', 2, 40);
    expect(cache.get('a')).toBe(1);
    cache.put('c', 3, 40);
    expect(['a', 'b', 'c'].map((key) => cache.get(key))).toEqual([1, undefined, 3]);
    expect(cache.bytes).toBe(80);
  });

  it('evicts others for a large entry, and keeps no entry larger than the cache', () => {
    const cache = new ByteCache(100);
    for (const key of ['a', 'b', 'c', 'd']) cache.put(key, key, 25);
    cache.put('large', 'large', 60);
    expect(['a', 'b', 'c', 'd'].map((key) => cache.get(key))).toEqual([
      undefined,
      undefined,
      undefined,
      'd',
    ]);
    cache.put('larger', 'larger', 101);
    expect(cache.get('larger')).toBeUndefined();
    expect(cache.get('large')).toBe('large');
    expect(cache.bytes).toBe(85);
  });

  it('counts an entry only once, even if it is put again', () => {
    const cache = new ByteCache(100);
    for (const bytes of [60, 10, 70]) cache.put('a', bytes, bytes);
    expect(cache.bytes).toBe(70);
    expect(cache.get('a')).toBe(70);
  });
});
