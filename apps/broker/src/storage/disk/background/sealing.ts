/**
 * Writes the footers of ended segments, one at a time, in the background; meanwhile appends go to the next segment. A
 * failed footer is retried when the next segment ends, or at a purge. Until then readers use the segment's contents
 * in memory, and a start reads its records.
 */
import { FaultLog } from '../../../observability/fault-log.js';
import type { Logger } from '../../../observability/logger.js';
import { ENDED_SEGMENTS_MAX } from '../limits.js';
import type { SegmentWriter } from '../segment/segment-writer.js';

interface SealingContext {
  readonly logger: Logger;
  /** Called when a segment has its footer. */
  sealed(): void;
}

export class Sealing {
  readonly #context: SealingContext;
  readonly #faults: FaultLog;
  /** Oldest first. */
  readonly #ended: SegmentWriter[] = [];
  #running: Promise<void> | undefined;
  #sealingOldest: Promise<void> | undefined;

  constructor(context: SealingContext) {
    this.#context = context;
    this.#faults = new FaultLog(context.logger, 'warn', FOOTER_TEXTS);
  }

  /** Adds a segment that accepts no more records. */
  add(writer: SegmentWriter): void {
    this.#ended.push(writer);
    this.wake();
  }

  /** Starts to write missing footers. */
  wake(): void {
    if (this.#ended.length > 0) this.#running ??= this.#sealAll();
  }

  /** Resolves when one more segment may end, to bound the contents in memory. Throws if footers cannot be written. */
  async awaitCapacity(): Promise<void> {
    if (this.#ended.length < ENDED_SEGMENTS_MAX) return;
    this.wake();
    await this.#sealingOldest;
  }

  /** Resolves when no write is pending. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** Finishes the current footer; missing ones are left to the next start. */
  async close(): Promise<void> {
    await this.#running;
    for (const writer of this.#ended) await writer.close();
  }

  async #sealAll(): Promise<void> {
    try {
      for (let [writer] = this.#ended; writer !== undefined; [writer] = this.#ended) {
        this.#sealingOldest = this.#seal(writer);
        await this.#sealingOldest;
      }
    } catch (error) {
      this.#faults.occurred(error);
    }
    this.#running = undefined;
  }

  async #seal(writer: SegmentWriter): Promise<void> {
    await writer.seal();
    await writer.close();
    this.#ended.shift();
    this.#faults.ended();
    this.#context.sealed();
  }
}

const FOOTER_TEXTS = {
  began: 'cannot write the footer of a segment; will retry',
  persists: 'still cannot write the footer of a segment',
  ended: 'footers can be written again',
};
