/** A connection as the handlers of its frames see it: what they may ask and do. */
import type { CloseCode, FrameErrorCode, ReadyFrame } from '@wearwire/protocol';
import type { CountedLimit } from '../observability/stats.js';
import type { PlaceHolder } from './consumer-places.js';
import type { Deadline } from './deadline-wheel.js';
import type { HeartbeatAcks } from './heartbeat-acks.js';
import type { ConsumerSeat, ProducerSeat, SeatOwner } from './seats.js';

export interface Client extends SeatOwner, PlaceHolder, Deadline {
  readonly acks: HeartbeatAcks;
  /** What a READY connection holds; neither before. */
  readonly producer: ProducerSeat | undefined;
  readonly consumer: ConsumerSeat | undefined;

  /** Ends the session with a close code; the reason is the table's unless there is a more exact one. */
  refuse(code: CloseCode, reason?: string): void;
  /** Ends the session for a frame that is not what the protocol allows. */
  refuseFrame(error: FrameErrorCode): void;
  /** Ends the session with 1008, and counts which limit it was. */
  refuseLimit(limit: CountedLimit): void;
  /** The token was good. READY goes out before anything else of the role. */
  acceptProducer(seat: ProducerSeat, ready: () => ReadyFrame): void;
  acceptConsumer(openSeat: () => ConsumerSeat, ready: () => ReadyFrame, isMonitor: boolean): void;
}
