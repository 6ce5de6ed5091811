import { afterEach, expect, test, vi } from 'vitest';
import { Listeners } from './listeners.js';
import { settle } from './testing/virtual-clock.js';

afterEach(() => vi.restoreAllMocks());

test('an error thrown by a listener is passed to the error listeners, and the other listeners are called', async () => {
  const listeners = new Listeners();
  const errors: unknown[] = [];
  const received: unknown[] = [];
  listeners.on('error', (error) => errors.push(error));
  listeners.on('a', () => {
    throw new Error('one');
  });
  listeners.on('a', async () => {
    throw new Error('two');
  });
  const off = listeners.on('a', (value) => received.push(value));
  expect(listeners.emit('a', 7)).toBe(true);
  await settle();
  off();
  listeners.emit('a', 8);
  expect(received).toEqual([7]);
  expect(errors.slice(0, 2)).toMatchObject([
    { code: 'callback-threw', cause: new Error('one') },
    { code: 'callback-threw', cause: new Error('two') },
  ]);
});

test('without an error listener, only the first error of a listener is printed to the console', () => {
  const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
  const listeners = new Listeners();
  listeners.on('a', () => {
    throw new Error('again and again');
  });
  listeners.emit('a', 1);
  listeners.emit('a', 2);
  expect(reported).toHaveBeenCalledTimes(1);
});

test('an error listener that throws does not receive its own error', () => {
  const reported = vi.spyOn(console, 'error').mockImplementation(() => {});
  const listeners = new Listeners();
  listeners.on('error', () => {
    throw new Error('in the error listener');
  });
  listeners.on('a', () => {
    throw new Error('in a listener');
  });
  listeners.emit('a', 1);
  expect(reported).toHaveBeenCalledTimes(1);
});
