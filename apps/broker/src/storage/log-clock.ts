/**
 * The clock that stamps events and tokens and measures their age. It is set at a start and runs by monotonic time
 * from then on, so a step of the wall clock neither deletes nor keeps anything. It never goes back, over restarts
 * too: what is kept of it (`ClockRecord`) says how far the wall clock is from it and when it was last seen.
 *
 * At a start nobody can say whether the wall clock is right. Where it is far ahead of what was last seen, that time
 * is a gap: it is not counted for a while, and never where the wall clock is set back meanwhile. docs/storage.md has
 * the rules, ADR 0010 the reasons.
 */
import type { Logger } from '../observability/logger.js';

/** A change of the wall clock against monotonic time within a second is a step from here on. */
export const STEP_MIN_MS = 1_000;

/** At a start: a longer time since the clock was last seen is a gap. At most this, or a part of the retention. */
export const DOWNTIME_BELIEVED_MAX_MS = 3_600_000;
const DOWNTIME_RETENTION_PART = 4;

/** How long a gap is not counted, or the retention where that is shorter. */
export const GAP_HOLD_MS = 3_600_000;

/** How often the time is kept while nothing else changes. */
export const KEEP_INTERVAL_MS = 600_000;

/** Steps are told at most so often. */
const STEP_LINE_INTERVAL_MS = 60_000;

/** Time of this clock that went by without the broker, and is not counted as age. */
export interface Gap {
  /** The last moment before it, ms since 1970. */
  readonly afterMs: number;
  readonly ms: number;
  /** From this moment on it is counted; `undefined`: never. */
  readonly believedAtMs?: number;
}

/** What outlives the process. */
export interface ClockRecord {
  /** Wall clock minus this clock. */
  readonly offsetMs: number;
  /** This clock, when it was kept. */
  readonly knownMs: number;
  readonly gaps: readonly Gap[];
}

export interface LogClockOptions {
  /** Wall clock, ms since 1970. */
  readonly wallMs: () => number;
  /** Never steps back; ms. */
  readonly monotonicMs: () => number;
  readonly retentionMs: number;
  readonly logger: Pick<Logger, 'info' | 'warn'>;
}

export class LogClock {
  readonly #options: LogClockOptions;
  #baseMs: number;
  #baseMonotonicMs: number;
  #offsetMs = 0;
  #gaps: Gap[] = [];
  #keep: (record: ClockRecord) => Promise<void> = async () => {};
  #keptAtMs = -Infinity;
  #stepSaidAtMs = -Infinity;

  constructor(options: LogClockOptions) {
    this.#options = options;
    this.#baseMs = options.wallMs();
    this.#baseMonotonicMs = options.monotonicMs();
  }

  /** ms since 1970, as the wall clock had it at some start; whole. */
  readonly now = (): number =>
    this.#baseMs + Math.floor(this.#options.monotonicMs() - this.#baseMonotonicMs);

  /** When something was stamped that is `ms` old now. */
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
   * Goes on where an earlier process stopped. `record`: what that kept; `newestAtMs`: of the newest stamp that is
   * stored, 0 for none; `keep`: stores a record.
   */
  start(
    record: ClockRecord | undefined,
    newestAtMs: number,
    keep: (record: ClockRecord) => Promise<void>,
  ): void {
    const { wallMs, logger, retentionMs } = this.#options;
    this.#keep = keep;
    this.#offsetMs = record?.offsetMs ?? 0;
    this.#gaps = [...(record?.gaps ?? [])];
    const byWallMs = wallMs() - this.#offsetMs;
    const knownMs = record?.knownMs ?? 0;
    // No stamp is believed that is far ahead of everything else that is known.
    const plausibleMs = Math.max(byWallMs, knownMs + DOWNTIME_BELIEVED_MAX_MS);
    const seenMs = Math.max(knownMs, Math.min(newestAtMs, plausibleMs));
    this.#set(Math.max(byWallMs, seenMs));
    const gapMs = byWallMs - seenMs;
    if (gapMs < 0) {
      if (gapMs <= -STEP_MIN_MS) logger.warn({ behindMs: -gapMs }, BEHIND);
      this.#offsetMs += gapMs;
      this.#setBack(-gapMs);
    } else if (seenMs > 0 && gapMs > believedMaxMs(retentionMs)) {
      const holdMs = Math.min(GAP_HOLD_MS, retentionMs);
      this.#gaps.unshift({ afterMs: seenMs, ms: gapMs, believedAtMs: this.now() + holdMs });
      logger.warn({ aheadMs: gapMs, holdMs }, AHEAD);
    }
  }

  /** Looks at the wall clock; to be called each second. */
  async check(): Promise<void> {
    const { wallMs } = this.#options;
    const nowMs = this.now();
    const offsetMs = wallMs() - nowMs;
    const stepMs = offsetMs - this.#offsetMs;
    this.#offsetMs = offsetMs;
    const isStep = Math.abs(stepMs) >= STEP_MIN_MS;
    if (isStep) this.#stepped(stepMs, nowMs);
    const count = this.#gaps.length;
    const oldestMs = this.ago(this.#options.retentionMs);
    this.#gaps = this.#gaps.filter((gap) => isCounting(gap, nowMs, oldestMs));
    const isDue = nowMs - this.#keptAtMs >= KEEP_INTERVAL_MS;
    if (isStep || isDue || this.#gaps.length !== count) await this.keep();
  }

  /** Keeps where it stands, as far as that can be written. */
  async keep(): Promise<void> {
    const knownMs = this.now();
    this.#keptAtMs = knownMs;
    const record = { offsetMs: this.#offsetMs, knownMs, gaps: this.#gaps };
    // Tried again in a while; the storage has told that it cannot be written.
    await this.#keep(record).catch(() => {});
  }

  #set(nowMs: number): void {
    this.#baseMs = nowMs;
    this.#baseMonotonicMs = this.#options.monotonicMs();
  }

  #stepped(stepMs: number, nowMs: number): void {
    if (stepMs < 0) this.#setBack(-stepMs);
    if (nowMs - this.#stepSaidAtMs < STEP_LINE_INTERVAL_MS) return;
    this.#stepSaidAtMs = nowMs;
    this.#options.logger.warn({ stepMs: Math.round(stepMs) }, STEPPED);
  }

  /** The wall clock was set back: so much of a gap that is not believed yet was no time. */
  #setBack(ms: number): void {
    const [newest, ...others] = this.#gaps;
    if (newest?.believedAtMs === undefined) return;
    this.#gaps = [{ afterMs: newest.afterMs, ms: Math.min(newest.ms, ms) }, ...others];
  }
}

/** Whether a gap still matters: it is not believed yet, and what is before it may still be young. */
function isCounting({ afterMs, ms, believedAtMs }: Gap, nowMs: number, oldestMs: number): boolean {
  const isBelieved = believedAtMs !== undefined && nowMs >= believedAtMs;
  return !isBelieved && afterMs + ms > oldestMs;
}

function believedMaxMs(retentionMs: number): number {
  return Math.min(DOWNTIME_BELIEVED_MAX_MS, retentionMs / DOWNTIME_RETENTION_PART);
}

const STEPPED =
  'the wall clock was set; ages go by monotonic time, so nothing is removed or kept because of it';
const BEHIND =
  'the wall clock is behind the newest event; time goes on from that event, so nothing is removed late or early because of it';
const AHEAD =
  'the wall clock is far ahead of the last time known; nothing is removed because of that for holdMs, and never if the clock is set back by then';
