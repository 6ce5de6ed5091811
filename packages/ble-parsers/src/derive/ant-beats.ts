/**
 * RR intervals from ANT+ heart rate pages. Pages are sent four times per second, independently of beats;
 * beat count and beat time show which beats are new.
 */
import type { Reducer } from './reducer.js';

/** The beat time rolls over after this many ms; a longer silence hides rollovers. */
const ROLLOVER_MS = 64_000;

/** A page of an ANT+ heart rate sensor, as returned by `decodeAntHeartRate`. */
export interface AntBeatsReading {
  /** 1/1024 s, u16. */
  readonly beatTimeRaw: number;
  /** u8. */
  readonly beatCount: number;
  /** From page 4, 1/1024 s. Omit it until the page toggle has been seen. */
  readonly rrIntervalRaw?: number | undefined;
}

/** Values derived from the beats since the previous page. */
export interface AntBeats {
  /** The interval before the newest beat, in ms; empty if there is no new beat or the interval is unknown. */
  rrIntervalsMs: number[];
  /** Beats were lost before the newest beat, or the interval before its own is unknown. */
  rrGap: boolean;
  /** Mean interval since the previous page in ms, if beats were lost and single intervals are unknown. */
  rrAverageMs?: number;
}

/** State of the reducer between pages. */
export interface AntBeatsState {
  readonly beatTimeRaw: number;
  readonly beatCount: number;
  /** When the newest beat was first seen, ms. */
  readonly beatAtMs: number;
  /** The interval before the newest beat is unknown, so that the next one follows a gap. */
  readonly isIntervalUnknown: boolean;
}

/**
 * If the beat count increased by 1, the interval is the difference of the beat times. If it increased by
 * more, beats were lost: page 4 contains the last interval; for other pages the mean is given. The same
 * count means no new beat.
 */
export const antBeats: Reducer<AntBeatsState, AntBeatsReading, AntBeats> = (
  state,
  { beatTimeRaw, beatCount, rrIntervalRaw },
  receivedAtMs,
) => {
  const beats = state === undefined ? 0 : (beatCount - state.beatCount) & 0xff;
  if (state !== undefined && beats === 0) return [state, { rrIntervalsMs: [], rrGap: false }];
  const isKnown = state !== undefined && receivedAtMs - state.beatAtMs < ROLLOVER_MS;
  const elapsedRaw = isKnown ? (beatTimeRaw - state.beatTimeRaw) & 0xffff : 0;
  const lastRaw = isKnown && beats === 1 ? elapsedRaw : rrIntervalRaw;
  const derived: AntBeats = {
    rrIntervalsMs: lastRaw ? [toMs(lastRaw)] : [],
    rrGap: !isKnown || beats > 1 || state.isIntervalUnknown,
  };
  if (isKnown && beats > 1 && lastRaw === undefined) derived.rrAverageMs = toMs(elapsedRaw) / beats;
  const next = { beatTimeRaw, beatCount, beatAtMs: receivedAtMs, isIntervalUnknown: !lastRaw };
  return [next, derived];
};

function toMs(raw: number): number {
  return (raw * 1000) / 1024;
}
