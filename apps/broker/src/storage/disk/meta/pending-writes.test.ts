import { describe, expect, it } from 'vitest';
import { createLogger } from '../../../observability/logger.js';
import { MetaWriteError } from '../../errors.js';
import { StorageHealth } from '../../health.js';
import { PendingWrites } from './pending-writes.js';

/** Rejects with an error like those of LMDB. */
function commitFailure(): Promise<never> {
  const commitError = Promise.reject(new Error('No space left on device'));
  return Promise.reject(Object.assign(new Error('Commit failed'), { commitError }));
}

/** A reserve with space. */
const run = <T>(_entries: number, _purpose: string, write: () => Promise<T>): Promise<T> => write();

function pendingWrites(isFinal = false) {
  const health = new StorageHealth(createLogger('silent')).meta;
  return {
    health,
    pending: new PendingWrites({ health, reserve: { run }, isFinal: async () => isFinal }),
  };
}

describe('PendingWrites', () => {
  it('closes after the last write has succeeded or failed, and accepts no more', async () => {
    const { pending } = pendingWrites();
    let finish = () => {};
    const slow = pending.run(
      1,
      () =>
        new Promise<string>((resolve) => {
          finish = () => resolve('written');
        }),
    );
    const failing = pending.run(1, () => Promise.reject(new Error('full')));
    await expect(failing).rejects.toThrow('full');
    let isClosed = false;
    const closing = pending.close().then(() => {
      isClosed = true;
    });
    await expect(pending.run(1, async () => 'late')).rejects.toThrow('the store is closed');
    expect(isClosed).toBe(false);
    finish();
    expect(await slow).toBe('written');
    await closing;
    expect(isClosed).toBe(true);
  });

  it('attempts only writes that free space while the store refuses', async () => {
    const { health, pending } = pendingWrites();
    await expect(pending.run(1, commitFailure)).rejects.toThrow(MetaWriteError);
    expect(health.state).toBe('refusing');
    let tried = 0;
    const write = async (): Promise<number> => ++tried;
    await expect(pending.run(1, write)).rejects.toThrow(MetaWriteError);
    expect(tried).toBe(0);
    expect(await pending.runEvenIfRefusing(1, write)).toBe(1);
    health.recovered();
    expect(await pending.run(1, write)).toBe(2);
  });

  it('refuses without an attempt if there is no space', async () => {
    const health = new StorageHealth(createLogger('silent')).meta;
    const full = Object.assign(new Error('no space left on device'), { code: 'ENOSPC' });
    const reserve = { run: () => Promise.reject(full) };
    const pending = new PendingWrites({ health, reserve, isFinal: async () => false });
    let tried = 0;
    await expect(pending.run(1, async () => tried++)).rejects.toThrow(MetaWriteError);
    expect([tried, health.state]).toEqual([0, 'refusing']);
  });

  it('reports a permanent failure of the store if the failure is final', async () => {
    const { health, pending } = pendingWrites(true);
    await expect(pending.run(1, commitFailure)).rejects.toThrow(MetaWriteError);
    expect(health.state).toBe('failed');
    expect(await health.failed).toBeInstanceOf(MetaWriteError);
  });
});
