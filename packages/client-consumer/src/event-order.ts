/**
 * The order in which a consumer delivers the events of its connections. Implemented by `Sequencer`
 * (ascending) and `NewestFirst` (live events at once).
 */
import type { Extension, Position, ReplayEndFrame, ReplayFrame } from '@wearwire/protocol';
import type { Gap, Reset } from './events.js';

export interface OrderPort<E> {
  /** Called after `last` was updated, so that it may end the connection. */
  deliver(event: E): void;
  gap(gap: Gap): void;
  reset(reset: Reset): void;
  /** Sends a REPLAY with these bounds, both exclusive. */
  replay(bounds: ReplayFrame['d']): void;
  /** Monotonic time in ms. */
  nowMs(): number;
}

/** Data of a new connection from extensions; empty on a server without extensions. */
export interface Joined {
  /** IDENTIFY requested the events after `last`, if set (P-EXT-9). */
  readonly isResumed?: boolean;
  /** Position of the stream at READY (P-EXT-5). */
  readonly position?: Position | undefined;
  /** Whether the server sends REPLAY_END (P-EXT-6). */
  readonly tellsReplayEnds?: boolean;
}

/** The members of an event that determine its order. */
export interface Ordered {
  readonly seq: number;
}

export interface EventOrder<E extends Ordered> {
  /** After a restart from here no event is missed. `undefined` before the first live event. */
  readonly last: number | undefined;
  /** Whether events are held above a gap. If so, `quiet` must be called when `last` does not change. */
  readonly isHolding: boolean;
  /** Call before the first connection: starts after `seq` of the log `epoch` instead. */
  begin(seq: number, epoch: number | undefined): void;
  /** READY arrived on a new connection. */
  connected(joined?: Joined): void;
  disconnected(): void;
  /** Hot path. */
  arrived(event: E): void;
  /** A REPLAY has ended. */
  replayEnded(d: ReplayEndFrame['d']): void;
  /** There was no progress for the quiet time while events were held. */
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
