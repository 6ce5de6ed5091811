/** Statistics of the demo: one row per user, and totals. Only events and elapsed time change them. */
import type { ReceivedEvent } from '../readings/reading-text.js';
import { Latencies } from './latencies.js';

/** Heart rates kept for the sparkline: one minute, as the straps of the demo send one per second. */
const HISTORY_MAX = 60;

export interface UserRow {
  readonly uid: string;
  events: number;
  heartRateBpm: number | undefined;
  /** The last minute of heart rates, oldest first. */
  readonly heartRates: number[];
  /** Phase of the heartbeat animation, 0 to 1. */
  beat: number;
  /** The newest value of each type with a single number except the heart rate, in order of first arrival. */
  readonly values: Map<string, number>;
  seq: number | undefined;
  latencyMs: number | undefined;
}

export class DemoState {
  readonly rows = new Map<string, UserRow>();
  readonly latencies = new Latencies();
  events = 0;
  firstSeq: number | undefined;
  lastSeq: number | undefined;
  /** Number of events whose seq was not the previous one plus 1. */
  seqBreaks = 0;

  /** `users`: users that have a row from the start. */
  constructor(users: readonly string[]) {
    for (const uid of users) this.#row(uid);
  }

  get isContiguous(): boolean {
    return this.seqBreaks === 0;
  }

  /** `latencyMs`: time since the reading was submitted, if known. */
  record(event: ReceivedEvent, latencyMs: number | undefined): void {
    this.events++;
    this.#count(event.seq);
    const row = this.#row(event.uid);
    row.events++;
    row.seq = event.seq;
    if (latencyMs !== undefined) {
      row.latencyMs = latencyMs;
      this.latencies.add(latencyMs);
    }
    const { val } = event.reading as { readonly val?: unknown };
    if (typeof val !== 'number') return;
    if (event.type === 'HEART_RATE') recordHeartRate(row, val);
    else row.values.set(event.type, val);
  }

  /** Advances the heartbeat animations by `ms`. */
  advance(ms: number): void {
    for (const row of this.rows.values()) {
      row.beat = (row.beat + ((row.heartRateBpm ?? 0) * ms) / 60_000) % 1;
    }
  }

  #count(seq: number): void {
    this.firstSeq ??= seq;
    if (this.lastSeq !== undefined && seq !== this.lastSeq + 1) this.seqBreaks++;
    this.lastSeq = seq;
  }

  #row(uid: string): UserRow {
    const known = this.rows.get(uid);
    if (known) return known;
    const row: UserRow = {
      uid,
      events: 0,
      heartRateBpm: undefined,
      heartRates: [],
      beat: 0,
      values: new Map(),
      seq: undefined,
      latencyMs: undefined,
    };
    this.rows.set(uid, row);
    return row;
  }
}

function recordHeartRate(row: UserRow, bpm: number): void {
  row.heartRateBpm = bpm;
  row.heartRates.push(bpm);
  if (row.heartRates.length > HISTORY_MAX) row.heartRates.shift();
}
