/**
 * Keeps in memory the data of a log that is otherwise stored in LMDB. A write is durable when its promise resolves, or
 * earlier.
 */
import type { LogState } from '../src/storage/disk/segment/log-state.js';
import type { SegmentSpan } from '../src/storage/disk/segment/segment-span.js';

export class TestLogState {
  epoch = 1;
  span: SegmentSpan | undefined;
  readonly lastSeqs = new Map<string, number>();

  /** The data at a start. `step` is called before and after each write. */
  found(step: () => Promise<void> = async () => {}): LogState {
    const write = async (change: () => void): Promise<void> => {
      await step();
      change();
      await step();
    };
    return {
      epoch: this.epoch,
      span: this.span,
      lastSeqs: new Map(this.lastSeqs),
      storeLastSeqs: (entries) =>
        write(() => {
          for (const [id, seq] of entries) {
            this.lastSeqs.set(id, Math.max(seq, this.lastSeqs.get(id) ?? 0));
          }
        }),
      storeSpan: (span) =>
        write(() => {
          this.span = span;
        }),
      beginEpoch: async () => {
        await write(() => {
          this.epoch++;
        });
        return this.epoch;
      },
    };
  }
}
