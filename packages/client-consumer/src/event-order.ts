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
  /** Time in ms, by the client's clock. */
  nowMs(): number;
}

/** What extensions show about a new connection; empty on a server without extensions. */
export interface ConnectionInfo {
  /** Whether IDENTIFY requested the events after `last`, if `last` is defined (P-EXT-9). */
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
  /**
   * A restart after this seq misses no event. After a start with `'live'`, `undefined` until READY has a position or
   * the first event arrives.
   */
  readonly last: number | undefined;
  /** Whether events are buffered above missing ones. While it is true and `last` does not change, call `quiet`. */
  readonly isHolding: boolean;
  /** Call before the first connection: replaces the start position by `seq` of the log `epoch`. */
  begin(seq: number, epoch: number | undefined): void;
  /** Call when READY has arrived on a new connection. */
  connected(info?: ConnectionInfo): void;
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
