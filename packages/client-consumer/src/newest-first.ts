/**
 * Live events at once, and what was missed behind them (the option `order`). An entry of its own, so that
 * consumers without it do not carry it.
 */
import type { ReplayEndFrame } from '@wearwire/protocol';
import type { DeliveryOrder, EventOrder, Joined, Ordered, OrderPort } from './event-order.js';
import { Sequencer } from './sequencer.js';

export type { DeliveryOrder } from './event-order.js';

/** Events of the first REPLAY; later ones bring what the link carries in about `SLICE_MS`. */
const SLICE_EVENTS_FIRST = 256;
const SLICE_EVENTS_MIN = 64;
const SLICE_EVENTS_MAX = 8_192;
/** How long a slice should take: two are under way, and a live event may wait behind them. */
const SLICE_MS = 300;
const SLICES_UNDER_WAY = 2;
/** Ranges that are missing, at most; beyond it the newest two become one, and live events between them come again. */
const MISSING_RANGES_MAX = 1_000;

/** Seqs that are still to come: behind `after`, up to and including `to`. */
interface MissingRange {
  after: number;
  readonly to: number;
}

/**
 * Two runs, each ascending: live events as they come in, and beside them the backlog, oldest first. READY tells
 * where the one ends and the other begins (extension `position`); the backlog is asked for in slices, so that
 * little of it is under way in front of a live event, and `replay-end` says when a slice has come.
 *
 * A place to begin again must have everything before it: it is the end of what has come of the backlog while any
 * of that is missing, and the newest live event afterwards. Each event carries it as `resumeAfter`.
 */
export class NewestFirst<E extends Ordered> implements EventOrder<E> {
  readonly #port: OrderPort<E>;
  readonly #heldMax: number;
  /** The newest live event, or what READY told before the first. */
  #live: number | undefined;
  #epoch: number | undefined;
  /** Oldest first. */
  #missing: MissingRange[] = [];
  /** The slices that are under way, in the order in which they come. */
  #asked: { readonly before: number; readonly atMs: number }[] = [];
  /** The highest seq that was asked for on this connection. */
  #askedUpTo = 0;
  /** When the last slice had come. */
  #endedAtMs = 0;
  #sliceEvents = SLICE_EVENTS_FIRST;
  /** On a server that does not tell positions and replay ends: ascending, from there on. */
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

  connected(joined: Joined = {}): void {
    this.disconnected();
    const { position, tellsReplayEnds = false } = joined;
    if (!position || !tellsReplayEnds) this.#ascending ??= this.#makeAscending();
    if (this.#ascending || !position) {
      this.#ascending?.connected(joined);
      return;
    }
    const { epoch, first_seq, last_seq } = position;
    const isOther = this.#epoch !== undefined && this.#epoch !== epoch;
    this.#epoch = epoch;
    if (this.#live !== undefined && (isOther || last_seq < this.#live)) {
      this.#startOver(this.#live, first_seq);
    }
    this.#miss(this.#live ?? last_seq, last_seq);
    this.#live = last_seq;
    this.#purge(first_seq);
    this.#askMore();
  }

  disconnected(): void {
    this.#asked = [];
    this.#askedUpTo = 0;
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
      this.#arrivedOfBacklog(event);
      return;
    }
    this.#live = seq;
    this.#gap(live + 1, seq - 1);
    this.#port.deliver({ ...event, resumeAfter: this.last });
  }

  replayEnded({ before }: ReplayEndFrame['d']): void {
    const [slice] = this.#asked;
    if (this.#ascending || slice?.before !== before) return;
    this.#asked.shift();
    const nowMs = this.#port.nowMs();
    this.#adapt(nowMs - Math.max(slice.atMs, this.#endedAtMs));
    this.#endedAtMs = nowMs;
    this.#purge(before);
    this.#askMore();
  }

  quiet(): void {
    this.#ascending?.quiet();
  }

  #makeAscending(): Sequencer<E> {
    const { last } = this;
    const ascending = new Sequencer<E>('live', this.#heldMax, this.#port);
    if (last !== undefined) ascending.begin(last, this.#epoch);
    return ascending;
  }

  #arrivedOfBacklog(event: E): void {
    const { seq } = event;
    if (seq > this.#askedUpTo || seq <= (this.#missing[0]?.after ?? seq)) return;
    this.#purge(seq);
    const [range] = this.#missing;
    if (!range || seq <= range.after) return;
    range.after = seq;
    if (seq === range.to) this.#missing.shift();
    this.#port.deliver({ ...event, resumeAfter: this.last, isBacklog: true });
  }

  /** The log is another one: all of it is missing. */
  #startOver(lastSeq: number, firstSeq: number): void {
    this.#missing = [];
    this.#live = firstSeq - 1;
    this.#port.reset({
      lastSeq,
      seq: firstSeq,
      ...(this.#epoch !== undefined && { epoch: this.#epoch }),
    });
  }

  #miss(after: number, to: number): void {
    if (to <= after) return;
    const newest = this.#missing.length < MISSING_RANGES_MAX ? undefined : this.#missing.pop();
    this.#missing.push({ after: newest?.after ?? after, to });
  }

  /** What is missing below `seq` will not come. */
  #purge(seq: number): void {
    for (let [range] = this.#missing; range && range.after < seq - 1; [range] = this.#missing) {
      const from = range.after + 1;
      const to = Math.min(range.to, seq - 1);
      range.after = to;
      if (to === range.to) this.#missing.shift();
      this.#gap(from, to);
    }
  }

  #gap(from: number, to: number): void {
    if (from <= to) this.#port.gap({ from, to, reason: 'purged' });
  }

  /** The next slices get longer or shorter, after one that took so long. */
  #adapt(tookMs: number): void {
    const factor = tookMs > SLICE_MS ? 0.7 : tookMs < SLICE_MS / 2 ? 2 : 1;
    const events = Math.round(this.#sliceEvents * factor);
    this.#sliceEvents = Math.min(SLICE_EVENTS_MAX, Math.max(SLICE_EVENTS_MIN, events));
  }

  #askMore(): void {
    for (const range of this.#missing) {
      while (range.to > this.#askedUpTo && this.#asked.length < SLICES_UNDER_WAY) {
        const after = Math.max(range.after, this.#askedUpTo);
        this.#askedUpTo = Math.min(after + this.#sliceEvents, range.to);
        const before = this.#askedUpTo + 1;
        this.#asked.push({ before, atMs: this.#port.nowMs() });
        this.#port.replay({ after, before });
      }
    }
  }
}

/**
 * For the option `order` of a consumer: live events are delivered at once, and beside them the backlog of what was
 * missed, oldest first. Needs a server with the extensions `position` and `replay-end`; on any other one events come
 * in ascending order, as ever.
 */
export const newestFirst: DeliveryOrder = {
  extensions: ['position', 'replay-end'],
  make: (after, heldMax, port) => new NewestFirst(after, heldMax, port),
};
