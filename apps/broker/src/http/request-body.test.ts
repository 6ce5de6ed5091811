import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { RequestBodies } from './request-body.js';

const KIB = 1024;

/** Bodies on a virtual clock, and records of refusals (`refused`), of counted statuses and of reached limits. */
function setUp(bytesMax = 64 * 1024 * KIB) {
  const refused: string[] = [];
  const counted: number[] = [];
  const limits: string[] = [];
  const bodies = new RequestBodies({
    monotonicMs: Date.now,
    limited: (limit) => limits.push(limit),
    refused: (status) => counted.push(status),
    bytesMax,
    timeoutMs: 1_000,
  });
  const open = (name: string, path = '/submit') =>
    bodies.open(path, ({ status }) => refused.push(`${name} ${status}`));
  return { bodies, open, refused, counted, limits };
}

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => {
  vi.useRealTimers();
});

describe('the bodies of requests', () => {
  it('[P-HTTP-4] are accepted up to submitBodyBytesMax on /submit', () => {
    const { bodies, open, refused, counted } = setUp();
    const short = open('short');
    const part = Buffer.alloc(128 * KIB, 'a');
    short.add(part);
    part.fill('b'); // the socket library reuses its memory
    short.add(part);
    expect(short.complete().toString()).toBe('a'.repeat(128 * KIB) + 'b'.repeat(128 * KIB));
    const long = open('long');
    for (let i = 0; i < 3; i++) long.add(part);
    long.add(part);
    expect(refused).toEqual(['long 413']);
    expect(counted).toEqual([413]);
    expect(bodies.bytes).toBe(256 * KIB);
    short.release();
    short.release();
    long.release();
    expect(bodies.bytes).toBe(0);
  });

  it('are discarded on other paths, and refused over 64 KiB', () => {
    const { bodies, open, refused } = setUp();
    const body = open('token', '/auth/user');
    body.add(Buffer.alloc(64 * KIB));
    expect(refused).toEqual([]);
    body.add(Buffer.alloc(1));
    body.add(Buffer.alloc(1));
    expect(refused).toEqual(['token 413']);
    expect(body.complete()).toHaveLength(0);
    expect(bodies.bytes).toBe(0);
  });

  it('[P-HTTP-4] may use submitBodiesBytesMax in total; above it, the oldest incomplete body is refused', () => {
    const { bodies, open, refused, limits } = setUp(100);
    const slow = open('slow');
    const next = open('next');
    slow.add(Buffer.alloc(60));
    next.add(Buffer.alloc(40));
    next.add(Buffer.alloc(10));
    expect(refused).toEqual(['slow 503']);
    expect(limits).toEqual(['submitBodiesBytesMax']);
    expect(bodies.bytes).toBe(50);
    // A request in progress keeps its space.
    next.complete();
    open('newest').add(Buffer.alloc(60));
    expect(refused).toEqual(['slow 503', 'newest 503']);
    next.release();
    expect(bodies.bytes).toBe(0);
  });

  it('[P-HTTP-4] are refused if they are incomplete after submitBodyTimeoutMs', () => {
    const { bodies, open, refused } = setUp();
    const slow = open('slow');
    slow.add(Buffer.alloc(10));
    vi.advanceTimersByTime(400);
    const done = open('done');
    const late = open('late');
    done.complete();
    vi.advanceTimersByTime(599);
    expect(refused).toEqual([]);
    vi.advanceTimersByTime(1);
    expect(refused).toEqual(['slow 408']);
    expect(bodies.bytes).toBe(0);
    vi.advanceTimersByTime(400);
    expect(refused).toEqual(['slow 408', 'late 408']);
    late.add(Buffer.alloc(10));
    expect(bodies.bytes).toBe(0);
  });
});
