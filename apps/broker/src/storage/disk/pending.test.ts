import { describe, expect, it } from 'vitest';
import { Pending } from './pending.js';

describe('Pending', () => {
  it('closes when the last write is done, well or not, and takes no more', async () => {
    const pending = new Pending();
    let finish = () => {};
    const slow = pending.run(
      () =>
        new Promise<string>((resolve) => {
          finish = () => resolve('written');
        }),
    );
    const failing = pending.run(() => Promise.reject(new Error('full')));
    await expect(failing).rejects.toThrow('full');
    let isClosed = false;
    const closing = pending.close().then(() => {
      isClosed = true;
    });
    await expect(pending.run(async () => 'late')).rejects.toThrow('the store is closed');
    expect(isClosed).toBe(false);
    finish();
    expect(await slow).toBe('written');
    await closing;
    expect(isClosed).toBe(true);
  });
});
