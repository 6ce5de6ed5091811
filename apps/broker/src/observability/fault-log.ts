/**
 * Logs a lasting fault: one line when it begins, a reminder at most every `REMINDER_INTERVAL_MS` while it lasts, one
 * line when it ends. A fault that returns within that time counts as the same one, so that a disk that is full now
 * and then does not fill the log. Logs no stack trace: the system's error is enough for a failed write.
 */
import type { Logger } from './logger.js';

export const REMINDER_INTERVAL_MS = 60_000;

export interface FaultTexts {
  readonly began: string;
  readonly persists: string;
  readonly ended: string;
}

/** The fields of an error in a log line: the system's code and the message of the deepest cause. */
export function faultFields(error: unknown): { readonly code?: string; readonly reason: string } {
  let cause = error;
  while (cause instanceof Error && cause.cause instanceof Error) cause = cause.cause;
  if (!(cause instanceof Error)) return { reason: String(cause) };
  const { code } = cause as NodeJS.ErrnoException;
  return { ...(code !== undefined && { code: String(code) }), reason: cause.message };
}

export class FaultLog {
  readonly #logger: Pick<Logger, 'info' | 'warn' | 'error'>;
  readonly #level: 'warn' | 'error';
  readonly #texts: FaultTexts;
  readonly #monotonicMs: () => number;
  #isOngoing = false;
  /** Number of failures since the last line; the next line reports it as `more`. */
  #unlogged = 0;
  #loggedAtMs = -Infinity;
  #hasLoggedBegin = false;

  constructor(
    logger: Pick<Logger, 'info' | 'warn' | 'error'>,
    level: 'warn' | 'error',
    texts: FaultTexts,
    monotonicMs: () => number = () => performance.now(),
  ) {
    this.#logger = logger;
    this.#level = level;
    this.#texts = texts;
    this.#monotonicMs = monotonicMs;
  }

  /** Records a failure, the first or a further one. */
  occurred(error: unknown): void {
    const isNew = !this.#isOngoing;
    this.#isOngoing = true;
    const nowMs = this.#monotonicMs();
    if (nowMs - this.#loggedAtMs < REMINDER_INTERVAL_MS) {
      this.#unlogged++;
      return;
    }
    const fields = { ...faultFields(error), ...(this.#unlogged > 0 && { more: this.#unlogged }) };
    this.#logger[this.#level](fields, isNew ? this.#texts.began : this.#texts.persists);
    this.#loggedAtMs = nowMs;
    this.#unlogged = 0;
    this.#hasLoggedBegin = true;
  }

  /** Records that the operation works again. */
  ended(): void {
    if (!this.#isOngoing) return;
    this.#isOngoing = false;
    if (!this.#hasLoggedBegin) return;
    this.#hasLoggedBegin = false;
    this.#logger.info({}, this.#texts.ended);
  }
}
