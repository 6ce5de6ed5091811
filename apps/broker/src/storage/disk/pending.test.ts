import { describe, expect, it } from 'vitest';
import { createLogger } from '../../observability/logger.js';
import { MetaWriteError } from '../errors.js';
import { StorageHealth } from '../health.js';
import { Pending } from './pending.js';

/** As LMDB rejects. */
function commitFailure(): Promise<never> {
  const commitError = Promise.reject(new Error('No space left on device'));
  return Promise.reject(Object.assign(new Error('Commit failed'), { commitError }));
}

function pendingWrites(isFinal = false) {
  const health = new StorageHealth(createLogger('silent')).meta;
  return { health, pending: new Pending(health, async () => isFinal) };
}

describe('Pending', () => {
  it('closes when the last write is done, well or not, and takes no more', async () => {
    const { pending } = pendingWrites();
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

  it('tries no write while the store refuses, but those that make room', async () => {
    const { health, pending } = pendingWrites();
    await expect(pending.run(commitFailure)).rejects.toThrow(MetaWriteError);
    expect(health.state).toBe('refusing');
    let tried = 0;
    const write = async (): Promise<number> => ++tried;
    await expect(pending.run(write)).rejects.toThrow(MetaWriteError);
    expect(tried).toBe(0);
    expect(await pending.try(write)).toBe(1);
    health.works();
    expect(await pending.run(write)).toBe(2);
  });

  it('says that the store has failed for good where the failure is final', async () => {
    const { health, pending } = pendingWrites(true);
    await expect(pending.run(commitFailure)).rejects.toThrow(MetaWriteError);
    expect(health.state).toBe('failed');
    expect(await health.failed).toBeInstanceOf(MetaWriteError);
  });
});
