import { describe, expect, it } from 'vitest';
import { sourceAddressOf } from './source-address.js';

const LOOPBACK = { host: '127.0.0.1', port: 80 };

describe('the source address of a connection', () => {
  it('is chosen by the kernel for the first 20,000 connections and for remote servers', () => {
    expect(sourceAddressOf(LOOPBACK, 19_999)).toBeUndefined();
    expect(sourceAddressOf({ host: '192.0.2.7', port: 80 }, 500_000)).toBeUndefined();
  });

  it('changes with every further 20,000 connections', () => {
    expect(sourceAddressOf(LOOPBACK, 20_000)).toBe('127.0.0.2');
    const indices = Array.from({ length: 900 }, (_, i) => 20_000 * (i + 1));
    expect(new Set(indices.map((index) => sourceAddressOf(LOOPBACK, index))).size).toBe(900);
  });
});
