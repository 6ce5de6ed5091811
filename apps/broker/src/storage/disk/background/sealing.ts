/**
 * Writes the footers of segments that have ended, one at a time, behind the live log: appends go on in the
 * next segment meanwhile. What could not be written is tried again when the next one ends, or at a purge;
 * until then readers have the segment's contents from memory, and a start reads its records.
 */
import { FaultLog } from '../../../observability/fault-log.js';
import type { Logger } from '../../../observability/logger.js';
import { ENDED_SEGMENTS_MAX } from '../limits.js';
import type { SegmentWriter } from '../segment/segment-writer.js';

interface SealingContext {
  readonly logger: Logger;
  /** Called when a segment got its footer. */
  sealed(): void;
}

export class Sealing {
  readonly #context: SealingContext;
  readonly #faults: FaultLog;
  /** Oldest first. */
  readonly #ended: SegmentWriter[] = [];
  #running: Promise<void> | undefined;
  #eldest: Promise<void> | undefined;

  constructor(context: SealingContext) {
    this.#context = context;
    this.#faults = new FaultLog(context.logger, 'warn', FOOTER_TEXTS);
  }

  /** Takes over a segment that takes no more records. */
  add(writer: SegmentWriter): void {
    this.#ended.push(writer);
    this.wake();
  }

  /** Begins, where footers are missing. */
  wake(): void {
    if (this.#ended.length > 0) this.#running ??= this.#sealAll();
  }

  /** Resolves when one more may end: so much stays in memory and no more. Throws when no footer can be written. */
  async makeRoom(): Promise<void> {
    if (this.#ended.length < ENDED_SEGMENTS_MAX) return;
    this.wake();
    await this.#eldest;
  }

  /** Resolves when nothing is under way. */
  async settled(): Promise<void> {
    await this.#running;
  }

  /** What is under way is finished; what could not be written is left to the next start. */
  async close(): Promise<void> {
    await this.#running;
    for (const writer of this.#ended) await writer.close();
  }

  async #sealAll(): Promise<void> {
    try {
      for (let [writer] = this.#ended; writer !== undefined; [writer] = this.#ended) {
        this.#eldest = this.#seal(writer);
        await this.#eldest;
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
  began: 'cannot write the footer of a segment; it is tried again',
  persists: 'still cannot write the footer of a segment',
  ended: 'footers can be written again',
};
