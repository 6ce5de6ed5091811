import { describe, expect, it } from 'vitest';
import type { LogFile } from '../files/files.js';
import { ZEROS_COMMIT_BYTES_MAX, ZEROS_FROM_BYTES, ZEROS_STEP_BYTES } from '../limits.js';
import { ZerosAhead } from './zeros-ahead.js';

const STEPS = { stepBytes: 1_000_000, fromBytes: 1, commitBytesMax: 20_000 };

/** A file whose syncs end when the test requests it. */
function setUp(limits?: typeof STEPS) {
  const writes: { readonly from: number; readonly bytes: number }[] = [];
  const syncs: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = [];
  const file = {
    write: async ([zeros]: readonly Buffer[], from: number) => {
      writes.push({ from, bytes: zeros?.length ?? 0 });
    },
    sync: () => new Promise<void>((resolve, reject) => syncs.push({ resolve, reject })),
  };
  const zeros = new ZerosAhead(file as unknown as LogFile, limits);
  const settled = () => new Promise((resolve) => setImmediate(resolve));
  return {
    zeros,
    writes,
    /** Ends the sync in progress. */
    synced: async (): Promise<void> => {
      await settled();
      syncs.shift()?.resolve();
      await settled();
    },
    failed: async (): Promise<void> => {
      await settled();
      syncs.shift()?.reject(new Error('input/output error'));
      await settled();
    },
  };
}

describe('ZerosAhead', () => {
  it('writes no more zeros at once than there are records, up to a limit', async () => {
    const { zeros, writes, synced } = setUp(STEPS);
    let end = 0;
    for (let i = 0; i < 400; i++) {
      end += 10_000;
      zeros.committed(10_000, end);
      await synced();
      const last = writes.at(-1) as (typeof writes)[number];
      expect(last.bytes).toBeLessThanOrEqual(Math.min(end, STEPS.stepBytes));
    }
    // Each byte is written once: the steps follow each other.
    const total = writes.reduce((sum, { bytes }) => sum + bytes, 0);
    expect(total).toBeLessThanOrEqual(end + 2 * STEPS.stepBytes);
  });

  it('makes a write that overlaps pending zeros wait for them', async () => {
    const { zeros, synced } = setUp(STEPS);
    zeros.committed(1_000, 1_000);
    expect(zeros.pendingBefore(1_000)).toBeUndefined();
    const pending = zeros.pendingBefore(1_001);
    expect(pending).toBeInstanceOf(Promise);
    await synced();
    await pending;
    expect(zeros.pendingBefore(1_001)).toBeUndefined();
  });

  it('writes no zeros before a segment has some records, and none after large commits', async () => {
    const { zeros, writes, synced } = setUp();
    zeros.committed(1_000, 1_000);
    zeros.committed(ZEROS_COMMIT_BYTES_MAX + 1, ZEROS_FROM_BYTES);
    zeros.committed(ZEROS_COMMIT_BYTES_MAX + 1, 2 * ZEROS_FROM_BYTES);
    expect(writes).toEqual([]);
    zeros.committed(1_000, ZEROS_STEP_BYTES);
    await synced();
    expect(writes).toEqual([
      { from: ZEROS_STEP_BYTES, bytes: 2_000 + 2 * (ZEROS_COMMIT_BYTES_MAX + 1) },
    ]);
  });

  it('writes no zeros after a failure until the file was truncated', async () => {
    const { zeros, writes, failed } = setUp(STEPS);
    zeros.committed(1_000, 1_000);
    await failed();
    zeros.committed(5_000, 6_000);
    expect(writes.length).toBe(1);
    expect(await zeros.stop()).toBe(true);
    zeros.truncated();
    zeros.committed(5_000, 11_000);
    expect(writes.at(-1)).toEqual({ from: 11_000, bytes: 11_000 });
  });
});
