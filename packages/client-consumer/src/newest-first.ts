/**
 * Delivers live events at once and the backlog in parallel (the option `order`). A separate entry, so that it
 * is not bundled with other consumers.
 */
import type { ReplayEndFrame } from '@wearwire/protocol';
import type {
  ConnectionInfo,
  DeliveryOrder,
  EventOrder,
  Ordered,
  OrderPort,
} from './event-order.js';
import { Sequencer } from './sequencer.js';

export type { DeliveryOrder } from './event-order.js';

/** Events of the first slice; later slices have as many as the connection transfers in about `SLICE_MS`. */
const SLICE_EVENTS_FIRST = 256;
const SLICE_EVENTS_MIN = 64;
const SLICE_EVENTS_MAX = 8_192;
/** Maximum duration of a slice: two are in flight, and a live event may wait behind them. */
const SLICE_MS = 300;
const SLICES_IN_FLIGHT = 2;
/**
 * Maximum number of missing ranges; above it the newest two are merged, and live events between them are delivered
 * again.
 */
const MISSING_RANGES_MAX = 1_000;

/** Missing seqs, from `after` (exclusive) to `to` (inclusive). */
interface MissingRange {
  after: number;
  readonly to: number;
}

/**
 * Two ascending sequences: live events as they arrive, and the backlog in parallel, oldest first. READY
 * contains the boundary between them (extension `position`). The backlog is requested in slices, so that a
 * live event waits behind little of it; `replay-end` reports the end of a slice.
 *
 * A restart must resume after a position up to which every event was delivered: while the backlog is
 * incomplete, the last delivered event of the backlog; afterwards the newest live event. Each event has this
 * position as `resumeAfter`.
 */
export class NewestFirst<E extends Ordered> implements EventOrder<E> {
  readonly #port: OrderPort<E>;
  readonly #heldMax: number;
  /** Seq of the newest live event, or the position at READY before the first one. */
  #live: number | undefined;
  #epoch: number | undefined;
  /** The missing ranges, oldest first. */
  #missing: MissingRange[] = [];
  /** The requested slices, in the order of their arrival. */
  #requested: { readonly before: number; readonly atMs: number }[] = [];
  /** Highest seq requested on this connection. */
  #requestedUpTo = 0;
  /** Time at which the last slice ended. */
  #endedAtMs = 0;
  #sliceEvents = SLICE_EVENTS_FIRST;
  /** Used on a server without positions and replay ends: ascending order from then on. */
  #ascending: Sequencer<E> | undefined;

  constructor(after: number | 'live', heldMax: number, port: OrderPort<E>) {
    this.#live = after === 'live' ? undefined : after;
    this.#heldMax = heldMax;
    this.#port = port;
  }

  begin(seq: number, epoch: number | undefined): void {
    this.#live = seq;
    this.#epoch = epoch;
  }

  get last(): number | undefined {
    if (this.#ascending) return this.#ascending.last;
    return this.#missing[0]?.after ?? this.#live;
  }

  get isHolding(): boolean {
    return this.#ascending?.isHolding ?? false;
  }

  connected(info: ConnectionInfo = {}): void {
    this.disconnected();
    const { position, sendsReplayEnds = false } = info;
    if (!position || !sendsReplayEnds) this.#ascending ??= this.#createAscending();
    if (this.#ascending || !position) {
      this.#ascending?.connected(info);
      return;
    }
    const { epoch, first_seq, last_seq } = position;
    const isOtherLog = this.#epoch !== undefined && this.#epoch !== epoch;
    this.#epoch = epoch;
    if (this.#live !== undefined && (isOtherLog || last_seq < this.#live)) {
      this.#startOver(this.#live, first_seq);
    }
    this.#addMissing(this.#live ?? last_seq, last_seq);
    this.#live = last_seq;
    this.#purge(first_seq);
    this.#requestMore();
  }

  disconnected(): void {
    this.#requested = [];
    this.#requestedUpTo = 0;
    this.#ascending?.disconnected();
  }

  arrived(event: E): void {
    if (this.#ascending) {
      this.#ascending.arrived(event);
      return;
    }
    const { seq } = event;
    const live = this.#live ?? seq - 1;
    if (seq <= live) {
      this.#deliverBacklog(event);
      return;
    }
    this.#live = seq;
    this.#reportGap(live + 1, seq - 1);
    this.#port.deliver({ ...event, resumeAfter: this.last });
  }

  replayEnded({ before }: ReplayEndFrame['d']): void {
    const [slice] = this.#requested;
    if (this.#ascending || slice?.before !== before) return;
    this.#requested.shift();
    const nowMs = this.#port.nowMs();
    this.#adaptSliceSize(nowMs - Math.max(slice.atMs, this.#endedAtMs));
    this.#endedAtMs = nowMs;
    this.#purge(before);
    this.#requestMore();
  }

  quiet(): void {
    this.#ascending?.quiet();
  }

  #createAscending(): Sequencer<E> {
    const { last } = this;
    const ascending = new Sequencer<E>('live', this.#heldMax, this.#port);
    if (last !== undefined) ascending.begin(last, this.#epoch);
    return ascending;
  }

  #deliverBacklog(event: E): void {
    const { seq } = event;
    if (seq > this.#requestedUpTo || seq <= (this.#missing[0]?.after ?? seq)) return;
    this.#purge(seq);
    const [range] = this.#missing;
    if (!range || seq <= range.after) return;
    range.after = seq;
    if (seq === range.to) this.#missing.shift();
    this.#port.deliver({ ...event, resumeAfter: this.last, isBacklog: true });
  }

  /** Handles a new log, of which all events are missing. */
  #startOver(lastSeq: number, firstSeq: number): void {
    this.#missing = [];
    this.#live = firstSeq - 1;
    this.#port.reset({
      lastSeq,
      seq: firstSeq,
      ...(this.#epoch !== undefined && { epoch: this.#epoch }),
    });
  }

  #addMissing(after: number, to: number): void {
    if (to <= after) return;
    const newest = this.#missing.length < MISSING_RANGES_MAX ? undefined : this.#missing.pop();
    this.#missing.push({ after: newest?.after ?? after, to });
  }

  /** Reports the missing ranges below `seq` as gaps. */
  #purge(seq: number): void {
    for (let [range] = this.#missing; range && range.after < seq - 1; [range] = this.#missing) {
      const from = range.after + 1;
      const to = Math.min(range.to, seq - 1);
      range.after = to;
      if (to === range.to) this.#missing.shift();
      this.#reportGap(from, to);
    }
  }

  #reportGap(from: number, to: number): void {
    if (from <= to) this.#port.gap({ from, to, reason: 'purged' });
  }

  /**
   * Adjusts the size of the next slices to the duration of the last one: shrinks it slowly, because a single slice may
   * have been delayed, and doubles it, so that a fast connection soon gets large slices.
   */
  #adaptSliceSize(durationMs: number): void {
    const factor = durationMs > SLICE_MS ? 0.7 : durationMs < SLICE_MS / 2 ? 2 : 1;
    const events = Math.round(this.#sliceEvents * factor);
    this.#sliceEvents = Math.min(SLICE_EVENTS_MAX, Math.max(SLICE_EVENTS_MIN, events));
  }

  #requestMore(): void {
    for (const range of this.#missing) {
      while (range.to > this.#requestedUpTo && this.#requested.length < SLICES_IN_FLIGHT) {
        const after = Math.max(range.after, this.#requestedUpTo);
        this.#requestedUpTo = Math.min(after + this.#sliceEvents, range.to);
        const before = this.#requestedUpTo + 1;
        this.#requested.push({ before, atMs: this.#port.nowMs() });
        this.#port.replay({ after, before });
      }
    }
  }
}

/**
 * For the option `order` of a consumer: live events are delivered at once, and missed events in parallel,
 * oldest first. Requires a server with the extensions `position` and `replay-end`; with other servers events
 * are delivered in ascending order.
 */
export const newestFirst: DeliveryOrder = {
  extensions: ['position', 'replay-end'],
  make: (after, heldMax, port) => new NewestFirst(after, heldMax, port),
};
