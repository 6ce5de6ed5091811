/** The log of one developer in this broker: a follower and an appender, shared by all who have opened it. */
import type { Chunk } from '../chunk.js';
import type { BatchOwner } from './batch.js';
import { type AppenderParts, LogAppender } from './log-appender.js';
import { type FollowerParts, LogFollower } from './log-follower.js';

/** Shared by the logs of all developers. */
export interface SharedLogParts extends FollowerParts, AppenderParts {
  /** Called when the log was closed, because its last user released it or because it continues in another epoch. */
  closed(log: SharedLog): void;
}

/** Callbacks of one user of the log. */
export interface LogListener extends BatchOwner {
  grown(chunk: Chunk): void;
  restarted(): void;
}

export class SharedLog {
  readonly follower: LogFollower;
  readonly appender: LogAppender;
  readonly #parts: SharedLogParts;
  readonly #listeners = new Set<LogListener>();
  #users = 0;

  private constructor(follower: LogFollower, parts: SharedLogParts) {
    this.follower = follower;
    this.#parts = parts;
    this.appender = new LogAppender(follower, parts, () => this.#closeIfUnused());
    follower.onRecord(({ chunk }) => {
      for (const listener of [...this.#listeners]) listener.grown(chunk);
    });
  }

  /** Opens the log with everything that was stored before the call. Throws `NatsUnavailableError`. */
  static async open(developerId: string, parts: SharedLogParts): Promise<SharedLog> {
    let log: SharedLog | undefined;
    const follower = await LogFollower.open(developerId, parts, () => {
      if (log !== undefined) log.#restart();
    });
    log = new SharedLog(follower, parts);
    return log;
  }

  /** Keeps the log open until `release`. */
  acquire(): void {
    this.#users++;
  }

  release(): void {
    this.#users--;
    this.#closeIfUnused();
  }

  listen(listener: LogListener): void {
    this.#listeners.add(listener);
  }

  unlisten(listener: LogListener): void {
    this.#listeners.delete(listener);
  }

  #restart(): void {
    this.#parts.closed(this);
    for (const listener of [...this.#listeners]) listener.restarted();
  }

  #closeIfUnused(): void {
    if (this.#users > 0 || !this.appender.isIdle || this.follower.hasEnded) return;
    this.follower.leave();
    this.#parts.closed(this);
  }
}
