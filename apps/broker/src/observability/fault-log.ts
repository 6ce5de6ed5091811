/**
 * Log lines about a fault that lasts: one when it begins, a reminder at most every `REMINDER_INTERVAL_MS` while it
 * goes on, one when it ends. A fault that comes back within that time counts as the same one, so that a disk that is
 * full and not full by turns writes no more lines. No stack: what matters of a failed write is the system's reason.
 */
import type { Logger } from './logger.js';

export const REMINDER_INTERVAL_MS = 60_000;

export interface FaultTexts {
  readonly began: string;
  readonly persists: string;
  readonly ended: string;
}

/** What a log line says of an error: the system's code and the reason of the deepest cause. */
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
  #isOn = false;
  /** Failures since the last line. */
  #unsaid = 0;
  #saidAtMs = -Infinity;
  #hasSaidBegan = false;

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

  /** It failed, for the first time or again. */
  occurred(error: unknown): void {
    const isNew = !this.#isOn;
    this.#isOn = true;
    const nowMs = this.#monotonicMs();
    if (nowMs - this.#saidAtMs < REMINDER_INTERVAL_MS) {
      this.#unsaid++;
      return;
    }
    const fields = { ...faultFields(error), ...(this.#unsaid > 0 && { more: this.#unsaid }) };
    this.#logger[this.#level](fields, isNew ? this.#texts.began : this.#texts.persists);
    this.#saidAtMs = nowMs;
    this.#unsaid = 0;
    this.#hasSaidBegan = true;
  }

  /** It works again. */
  ended(): void {
    if (!this.#isOn) return;
    this.#isOn = false;
    if (!this.#hasSaidBegan) return;
    this.#hasSaidBegan = false;
    this.#logger.info({}, this.#texts.ended);
  }
}
