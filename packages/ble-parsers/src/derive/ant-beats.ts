/**
 * RR intervals from ANT+ heart rate pages. The pages come four times a second whether the heart has
 * beaten or not; beat count and beat time tell which beats are new.
 */
import type { Reducer } from './reducer.js';

/** The clock of the beats starts again after this many ms: a longer silence hides whole rounds. */
const ROLLOVER_MS = 64_000;

/** A page of an ANT+ heart rate sensor, as `decodeAntHeartRate` gives it. */
export interface AntBeatsReading {
  /** 1/1024 s, u16. */
  readonly beatTimeRaw: number;
  /** u8. */
  readonly beatCount: number;
  /** Of page 4, 1/1024 s; leave it out as long as the page toggle has not been seen. */
  readonly rrIntervalRaw?: number | undefined;
}

/** What is derived of the beats since the page before. */
export interface AntBeats {
  /** The interval that the newest beat ends, in ms; empty when there is no new beat, or it is unknown. */
  rrIntervalsMs: number[];
  /** Beats were lost before it. */
  rrGap: boolean;
  /** Mean of the intervals since the page before when beats were lost, ms; then no list is possible. */
  rrAverageMs?: number;
}

/** What the reducer keeps between pages. */
export interface AntBeatsState {
  readonly beatTimeRaw: number;
  readonly beatCount: number;
  /** When the newest beat was first seen, ms. */
  readonly beatAtMs: number;
  /** The interval that the newest beat ends could not be given: a hole comes before the next one. */
  readonly hasHole: boolean;
}

/**
 * The beat count moved by 1: the interval is the difference of the beat times. By more: beats were
 * lost, only page 4 knows the last interval, else there is the mean. The same count: nothing new.
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
    rrGap: !isKnown || beats > 1 || state.hasHole,
  };
  if (isKnown && beats > 1 && lastRaw === undefined) derived.rrAverageMs = toMs(elapsedRaw) / beats;
  return [{ beatTimeRaw, beatCount, beatAtMs: receivedAtMs, hasHole: !lastRaw }, derived];
};

function toMs(raw: number): number {
  return (raw * 1000) / 1024;
}
