/**
 * The clock that stamps events and tokens and measures their age. It is set at startup and then follows monotonic
 * time, so a step of the wall clock neither deletes nor retains anything. It never goes back, even across restarts:
 * the stored `ClockRecord` has its offset from the wall clock and the last stored time.
 *
 * At startup, the wall clock may be wrong. If it is far ahead of the last known time, the difference is a gap: it is
 * not counted as age for a while, and never if the wall clock is set back meanwhile. docs/storage.md has the rules,
 * ADR 0010 the reasons.
 */
import type { Logger } from '../observability/logger.js';

/** The smallest change of the wall clock against monotonic time, from one check to the next, that counts as a step. */
export const STEP_MIN_MS = 1_000;

/**
 * Downtime longer than this, or than the retention divided by `DOWNTIME_RETENTION_DIVISOR` if that is shorter, is a
 * gap.
 */
export const DOWNTIME_ACCEPTED_MAX_MS = 3_600_000;
const DOWNTIME_RETENTION_DIVISOR = 4;

/** A gap is excluded from ages for this long, or for the retention if that is shorter. */
export const GAP_HOLD_MS = 3_600_000;

/** How often the time is stored while nothing else changes. */
export const SAVE_INTERVAL_MS = 600_000;

/** Steps are logged at most this often. */
const STEP_LINE_INTERVAL_MS = 60_000;

/** A period of this clock in which no broker ran; not counted as age. */
export interface ClockGap {
  /** The last moment before the gap, ms since 1970. */
  readonly afterMs: number;
  readonly ms: number;
  /** The gap is counted as age from this time; `undefined`: never. Stored under this name. */
  readonly believedAtMs?: number;
}

/** The stored state of the clock. */
export interface ClockRecord {
  /** Wall clock minus this clock. */
  readonly offsetMs: number;
  /** Time of this clock when the record was stored. */
  readonly knownMs: number;
  readonly gaps: readonly ClockGap[];
}

export interface LogClockOptions {
  /** Wall clock, ms since 1970. */
  readonly wallMs: () => number;
  /** Never goes back; ms. */
  readonly monotonicMs: () => number;
  readonly retentionMs: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

export class LogClock {
  readonly #options: LogClockOptions;
  #baseMs: number;
  #baseMonotonicMs: number;
  #offsetMs = 0;
  #gaps: ClockGap[] = [];
  #saveRecord: (record: ClockRecord) => Promise<void> = async () => {};
  #savedAtMs = -Infinity;
  #stepLoggedAtMs = -Infinity;

  constructor(options: LogClockOptions) {
    this.#options = options;
    this.#baseMs = options.wallMs();
    this.#baseMonotonicMs = options.monotonicMs();
  }

  /** Ms since 1970; an integer. */
  readonly now = (): number =>
    this.#baseMs + Math.floor(this.#options.monotonicMs() - this.#baseMonotonicMs);

  /** The stamp of an event that is `ms` old now. */
  readonly ago = (ms: number): number => {
    let atMs = this.now();
    let leftMs = ms;
    for (const { afterMs, ms: gapMs } of this.#gaps) {
      const sinceGapMs = atMs - (afterMs + gapMs);
      if (leftMs <= sinceGapMs) break;
      leftMs -= sinceGapMs;
      atMs = afterMs;
    }
    return atMs - leftMs;
  };

  /**
   * Continues where an earlier process stopped. `record`: the stored state; `newestAtMs`: the newest stored stamp, 0
   * for none; `save`: stores a record.
   */
  start(
    record: ClockRecord | undefined,
    newestAtMs: number,
    save: (record: ClockRecord) => Promise<void>,
  ): void {
    const { wallMs, logger, retentionMs } = this.#options;
    this.#saveRecord = save;
    this.#offsetMs = record?.offsetMs ?? 0;
    this.#gaps = [...(record?.gaps ?? [])];
    const byWallMs = wallMs() - this.#offsetMs;
    const knownMs = record?.knownMs ?? 0;
    // A stamp that is far ahead of all other known times is ignored.
    const plausibleMs = Math.max(byWallMs, knownMs + DOWNTIME_ACCEPTED_MAX_MS);
    const seenMs = Math.max(knownMs, Math.min(newestAtMs, plausibleMs));
    this.#baseMs = Math.max(byWallMs, seenMs);
    this.#baseMonotonicMs = this.#options.monotonicMs();
    const gapMs = byWallMs - seenMs;
    const gapAcceptedMaxMs = Math.min(
      DOWNTIME_ACCEPTED_MAX_MS,
      retentionMs / DOWNTIME_RETENTION_DIVISOR,
    );
    if (gapMs < 0) {
      if (gapMs <= -STEP_MIN_MS) logger.warn({ behindMs: -gapMs }, BEHIND);
      this.#offsetMs += gapMs;
      this.#setBack(-gapMs);
    } else if (seenMs > 0 && gapMs > gapAcceptedMaxMs) {
      const holdMs = Math.min(GAP_HOLD_MS, retentionMs);
      this.#gaps.unshift({ afterMs: seenMs, ms: gapMs, believedAtMs: this.now() + holdMs });
      logger.warn({ aheadMs: gapMs, holdMs }, AHEAD);
    }
  }

  /** Checks the wall clock; call it each second. */
  async check(): Promise<void> {
    const { wallMs } = this.#options;
    const nowMs = this.now();
    const offsetMs = wallMs() - nowMs;
    const stepMs = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    const isStep = Math.abs(stepMs) >= STEP_MIN_MS;
    if (isStep) this.#recordStep(stepMs, nowMs);
    const gapsBefore = this.#gaps.length;
    const oldestMs = this.ago(this.#options.retentionMs);
    this.#gaps = this.#gaps.filter((gap) => isExcluded(gap, nowMs, oldestMs));
    const isDue = nowMs - this.#savedAtMs >= SAVE_INTERVAL_MS;
    if (isStep || isDue || this.#gaps.length !== gapsBefore) await this.save();
  }

  /** Stores the current state, if it can be written. */
  async save(): Promise<void> {
    const knownMs = this.now();
    this.#savedAtMs = knownMs;
    const record = { offsetMs: this.#offsetMs, knownMs, gaps: this.#gaps };
    // Retried later; the storage has logged that it cannot write.
    await this.#saveRecord(record).catch(() => {});
  }

  #recordStep(stepMs: number, nowMs: number): void {
    if (stepMs < 0) this.#setBack(-stepMs);
    if (nowMs - this.#stepLoggedAtMs < STEP_LINE_INTERVAL_MS) return;
    this.#stepLoggedAtMs = nowMs;
    this.#options.logger.warn({ stepMs: Math.round(stepMs) }, STEPPED);
  }

  /**
   * The wall clock was set back by `ms`: that part of the newest gap was not real time and is never counted; the rest
   * is counted now.
   */
  #setBack(ms: number): void {
    const [newest, ...others] = this.#gaps;
    if (newest?.believedAtMs === undefined) return;
    this.#gaps = [{ afterMs: newest.afterMs, ms: Math.min(newest.ms, ms) }, ...others];
  }
}

/** Whether the gap is still excluded from ages, and events before it may still be within the retention. */
function isExcluded(
  { afterMs, ms, believedAtMs }: ClockGap,
  nowMs: number,
  oldestMs: number,
): boolean {
  const isCounted = believedAtMs !== undefined && nowMs >= believedAtMs;
  return !isCounted && afterMs + ms > oldestMs;
}

const STEPPED = 'the wall clock was set; ages follow monotonic time, so retention is not affected';
const BEHIND =
  'the wall clock is earlier than the last known time; continuing from that time, so retention is not affected';
const AHEAD =
  'the wall clock is far ahead of the last known time; retention does not count the difference for holdMs, and never if the clock is set back by then';
