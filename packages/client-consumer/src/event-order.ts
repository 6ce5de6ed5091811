/**
 * The order in which a consumer delivers the events of its connections. Implemented by `Sequencer`
 * (ascending) and `NewestFirst` (live events at once).
 */
import type { Extension, Position, ReplayEndFrame, ReplayFrame } from '@wearwire/protocol';
import type { Gap, Reset } from './events.js';

export interface OrderPort<E> {
  /** Delivers an event. Called after `last` was updated, because the receiver may end the connection. */
  deliver(event: E): void;
  gap(gap: Gap): void;
  reset(reset: Reset): void;
  /** Sends a REPLAY with these bounds, both exclusive. */
  replay(bounds: ReplayFrame['d']): void;
  /** Monotonic time in ms. */
  nowMs(): number;
}

/** Data that extensions provide for a new connection; empty on a server without extensions. */
export interface Joined {
  /** IDENTIFY requested the events after `last`, if set (P-EXT-9). */
  readonly isResumed?: boolean;
  /** Position of the stream at READY (P-EXT-5). */
  readonly position?: Position | undefined;
  /** Whether the server sends REPLAY_END (P-EXT-6). */
  readonly sendsReplayEnds?: boolean;
}

/** The members of an event that determine its order. */
export interface Ordered {
  readonly seq: number;
}

export interface EventOrder<E extends Ordered> {
  /** A restart after this seq misses no event. `undefined` before the first live event. */
  readonly last: number | undefined;
  /** Whether events are buffered above a gap. If so, `quiet` must be called if `last` does not change. */
  readonly isHolding: boolean;
  /** Call before the first connection: starts after `seq` of the log `epoch` instead. */
  begin(seq: number, epoch: number | undefined): void;
  /** Call when READY arrived on a new connection. */
  connected(joined?: Joined): void;
  disconnected(): void;
  /** Hot path. */
  arrived(event: E): void;
  /** Call when a REPLAY has ended. */
  replayEnded(d: ReplayEndFrame['d']): void;
  /** Call if there was no progress for the quiet time while events were buffered. */
  quiet(): void;
}

/** The option `order` of a consumer; opaque to its users. */
export interface DeliveryOrder {
  /** Extensions that it requests. */
  readonly extensions: readonly Extension[];
  make<E extends Ordered>(
    after: number | 'live',
    heldMax: number,
    port: OrderPort<E>,
  ): EventOrder<E>;
}
