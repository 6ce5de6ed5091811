/** The event log in NATS JetStream: one stream per shard, one record per chunk. See docs/adr/0035 for the reasons. */
import type { Logger } from '../../observability/logger.js';
import type { DeveloperLog, EventLog, LogObserver, LogUsage } from '../ports.js';
import type { Retention } from '../retention.js';
import type { ForwardedBatch } from './forward-message.js';
import { CHECK_INTERVAL_MS, FORWARDED_IDLE_MS } from './limits.js';
import { LogPurge } from './log-purge.js';
import { NatsDeveloperLog } from './nats-developer-log.js';
import { SharedLog, type SharedLogParts } from './shared-log.js';
import { SharedMarks } from './shared-marks.js';

interface Opened {
  readonly log: SharedLog;
  readonly marks: SharedMarks;
}

export type NatsEventLogOptions = Omit<SharedLogParts, 'appended' | 'closed'> & {
  readonly retention: Retention;
  readonly logger: Logger;
};

export class NatsEventLog implements EventLog {
  readonly requiresEventNumbers = true;
  readonly #options: NatsEventLogOptions;
  readonly #parts: SharedLogParts;
  readonly #purge: LogPurge;
  /** The open or opening log of each developer, by developer id. */
  readonly #opened = new Map<string, Promise<Opened>>();
  /** All logs that are not released yet, including closed ones with pending appends. */
  readonly #logs = new Set<SharedLog>();
  /** When the last batch of another broker arrived, for each log that is kept open for such batches. */
  readonly #forwardedAtMs = new Map<SharedLog, number>();
  #verifyAtMs = 0;

  constructor(options: NatsEventLogOptions) {
    this.#options = options;
    this.#purge = new LogPurge(options);
    this.#parts = {
      ...options,
      appended: (shard, bytes) => this.#purge.addBytes(shard, bytes),
      closed: (log) => this.#forget(log),
    };
    options.forwarding.serve((batch) => this.#appendForwarded(batch));
    options.epochs.onChange((shard) => {
      options.ends.forget(shard);
      for (const log of [...this.#logs]) if (log.follower.shard === shard) log.follower.end();
    });
  }

  async open(developerId: string, observer: LogObserver): Promise<DeveloperLog> {
    for (;;) {
      const isShared = this.#opened.has(developerId);
      const { log, marks } = await this.#openShared(developerId);
      if (log.follower.hasEnded) continue;
      log.acquire();
      try {
        if (isShared) {
          // Events that another broker stored before this call may not have been announced here yet.
          await log.appender.settled();
          await this.#options.jet.retrying(() => log.follower.catchUp());
        }
      } catch (error) {
        log.release();
        throw error;
      }
      if (!log.follower.hasEnded) {
        const { jet, retention } = this.#options;
        return new NatsDeveloperLog(log, marks, jet, retention, observer);
      }
    }
  }

  get usage(): LogUsage {
    return this.#purge.usage;
  }

  async purge(): Promise<void> {
    await this.#purge.run();
    for (const opening of this.#opened.values()) {
      await (await opening.catch(() => undefined))?.marks.purge();
    }
  }

  /** Called each second. Compares each open log with the servers if its check is due. */
  async verifyDue(): Promise<void> {
    this.#releaseForwarded();
    const nowMs = performance.now();
    if (nowMs >= this.#verifyAtMs) {
      this.#verifyAtMs = nowMs + CHECK_INTERVAL_MS;
      await this.#options.epochs.refresh();
      await this.#options.ends.verify();
      await this.#purge.refreshUsage();
    }
    await Promise.all([...this.#logs].map((log) => log.follower.verifyIfDue()));
  }

  /** Called after a reconnect: compares each open log with the servers. */
  async verifyAll(): Promise<void> {
    await this.#options.epochs.refresh();
    await this.#options.ends.verify();
    await Promise.all([...this.#logs].map((log) => log.follower.catchUp()));
  }

  async close(): Promise<void> {
    this.#options.forwarding.stop();
    await Promise.all([...this.#logs].map((log) => log.appender.settled()));
  }

  #openShared(developerId: string): Promise<Opened> {
    const opened = this.#opened.get(developerId);
    if (opened !== undefined) return opened;
    const opening = this.#open(developerId);
    this.#opened.set(developerId, opening);
    return opening;
  }

  /** As `LogAppender.appendForwarded`. */
  async #appendForwarded(batch: ForwardedBatch): Promise<boolean> {
    const { log } = await this.#openShared(batch.developerId);
    if (log.follower.hasEnded) return false;
    if (!this.#forwardedAtMs.has(log)) log.acquire();
    this.#forwardedAtMs.set(log, performance.now());
    return log.appender.appendForwarded(batch);
  }

  #releaseForwarded(): void {
    const oldestMs = performance.now() - FORWARDED_IDLE_MS;
    for (const [log, atMs] of this.#forwardedAtMs) {
      if (atMs > oldestMs) continue;
      this.#forwardedAtMs.delete(log);
      log.release();
    }
  }

  async #open(developerId: string): Promise<Opened> {
    const { jet, names, retention, logger } = this.#options;
    try {
      const log = await SharedLog.open(developerId, this.#parts);
      // Another epoch may have begun meanwhile; `open` tries again then.
      if (log.follower.hasEnded) this.#opened.delete(developerId);
      else this.#logs.add(log);
      return { log, marks: new SharedMarks(log.follower, jet, names, retention, logger) };
    } catch (error) {
      this.#opened.delete(developerId);
      throw error;
    }
  }

  #forget(log: SharedLog): void {
    if (!this.#logs.delete(log)) return;
    this.#forwardedAtMs.delete(log);
    this.#opened.delete(log.follower.developerId);
  }
}
