/**
 * The sending side of forwarding, for one developer: while the appends of several brokers conflict, batches go to the one
 * that is chosen to append for the developer. `Forwarding` exchanges the requests; `LogAppender` is the receiving side.
 */
import type { Batch, BatchOwner } from './batch.js';
import type { Forwarding } from './forwarding.js';
import { CONTESTED_MS } from './limits.js';
import type { LogFollower } from './log-follower.js';
import type { Mechanisms } from './nats-options.js';
import { countOfNode, holdsBatch, originIn, type StoredRecord } from './record.js';

export interface BatchForwarderParts {
  readonly node: string;
  readonly mechanisms: Mechanisms;
  readonly forwarding: Forwarding;
}

export class BatchForwarder {
  readonly #follower: LogFollower;
  readonly #parts: BatchForwarderParts;
  /** Until this time, other brokers are assumed to append for this developer as well. */
  #contestedUntilMs = 0;

  constructor(follower: LogFollower, parts: BatchForwarderParts) {
    this.#follower = follower;
    this.#parts = parts;
  }

  /** Call when another broker has appended first. */
  onConflict(): void {
    this.#contestedUntilMs = performance.now() + CONTESTED_MS;
  }

  /** Call with each record of the developer: events of another broker in it mean that the developer is contested. */
  onRecord(record: StoredRecord): void {
    if (countOfNode(record, this.#parts.node) < record.count) this.onConflict();
  }

  /** Forwards the batch at most once, if needed. Resolves with `true` if the batch is stored. Throws `NatsUnavailableError`. */
  async forward(batch: Batch<BatchOwner>): Promise<boolean> {
    const { forwarding, node, mechanisms } = this.#parts;
    const isContested = mechanisms.forwarding && performance.now() < this.#contestedUntilMs;
    if (!isContested || batch.isForwarded) return false;
    const { developerId, epoch, lastSeq, streamSeq: prev } = this.#follower;
    const appender = forwarding.appenderOf(developerId);
    // A batch that was forwarded to this broker is not forwarded again.
    const hasForwardedEvents = batch.drafts().some(({ origin }) => origin !== undefined);
    if (appender === undefined || hasForwardedEvents) return false;
    const chunk = batch.toChunk(epoch, lastSeq + 1);
    if (chunk === undefined) return false;
    batch.isForwarded = true;
    const origin = { node, batch: batch.number };
    await forwarding.forward(appender, { developerId, epoch, origin, prev, chunk });
    // Whatever the answer, the log shows whether the batch is stored, and which of its events are repeats.
    if (!batch.isStored) await this.#follower.catchUp();
    return batch.isStored;
  }

  /**
   * If the record contains the batch, appended here or by the broker that it was forwarded to, marks the batch as
   * stored. Returns whether the record contains it.
   */
  markStoredIfIn(batch: Batch<BatchOwner>, record: StoredRecord): boolean {
    const origin = { node: this.#parts.node, batch: batch.number };
    if (!holdsBatch(record, origin)) return false;
    const forwarded = originIn(record, origin);
    if (forwarded === undefined) batch.isStored = true;
    else batch.storedAs(record.first + forwarded.from, forwarded.count);
    return true;
  }
}
