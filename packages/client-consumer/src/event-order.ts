/**
 * In which order a consumer delivers what its connections bring. Two implementers: `Sequencer`, ascending; and
 * `NewestFirst`, live events at once.
 */
import type { Extension, Position, ReplayEndFrame, ReplayFrame } from '@wearwire/protocol';
import type { Gap, Reset } from './events.js';

export interface OrderPort<E> {
  /** Called with `last` already moved on, so that it may end the connection. */
  deliver(event: E): void;
  gap(gap: Gap): void;
  reset(reset: Reset): void;
  /** Send a REPLAY with these bounds, both exclusive. */
  replay(bounds: ReplayFrame['d']): void;
  /** ms; for durations. */
  nowMs(): number;
}

/** What a connection began with, by extensions; nothing of it on a server that knows none. */
export interface Joined {
  /** IDENTIFY asked for what is behind `last`, where there is one (P-EXT-9). */
  readonly isResumed?: boolean;
  /** Where the stream stood at READY (P-EXT-5). */
  readonly position?: Position | undefined;
  /** Whether each REPLAY's end is told (P-EXT-6). */
  readonly tellsReplayEnds?: boolean;
}

/** What of an event its order has to do with. */
export interface Ordered {
  readonly seq: number;
}

export interface EventOrder<E extends Ordered> {
  /** Begin again behind it and nothing is missed; `undefined` before the first live event. */
  readonly last: number | undefined;
  /** Whether events wait above a hole: then `quiet` must be called when `last` does not move. */
  readonly isHolding: boolean;
  /** Before the first connection: begins behind `seq` of the log `epoch` instead. */
  begin(seq: number, epoch: number | undefined): void;
  /** READY came on a new connection. */
  connected(joined?: Joined): void;
  disconnected(): void;
  /** Hot path. */
  arrived(event: E): void;
  /** A REPLAY has come to its end. */
  replayEnded(d: ReplayEndFrame['d']): void;
  /** Nothing moved for the quiet time while events were held. */
  quiet(): void;
}

/** The option `order` of a consumer; opaque to its users. */
export interface DeliveryOrder {
  /** Extensions that it asks for. */
  readonly extensions: readonly Extension[];
  make<E extends Ordered>(
    after: number | 'live',
    heldMax: number,
    port: OrderPort<E>,
  ): EventOrder<E>;
}
