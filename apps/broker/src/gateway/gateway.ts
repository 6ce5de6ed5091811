/** Settings and state shared by all connections. Independent of the socket library. */
import type { Tokens } from '../auth/tokens.js';
import type { Allowances } from '../limits/allowances.js';
import type { Logger } from '../observability/logger.js';
import type { Stats } from '../observability/stats.js';
import type { Streams } from '../stream/streams.js';
import type { TurnClock } from '../stream/turn-clock.js';
import type { AnonymousConnections } from './anonymous-connections.js';
import type { ConsumerSlots } from './consumer-slots.js';
import type { DeadlineWheel } from './deadline-wheel.js';
import type { Frame } from './frame.js';
import type { HeartbeatAckSettings } from './heartbeat-acks.js';
import type { SlotHolders } from './slot-holders.js';
import type { SubmitAckSettings } from './submit-acks.js';
import type { SubmitRates } from './submit-rates.js';
import type { UserConnections } from './user-connections.js';

export interface GatewaySettings {
  readonly heartbeatIntervalMs: number;
  /** A client that sends no frame for this many intervals is closed with 4005. */
  readonly heartbeatLeeway: number;
  readonly identifyTimeoutMs: number;
  readonly probeTimeoutMs: number;
  /** A consumer that reads nothing for this long is closed with 1013. */
  readonly stallTimeoutMs: number;
  readonly frameBytesMax: number;
  /** Maximum number of frames, and of their bytes, that wait for IDENTIFY to complete. */
  readonly pendingFramesMax: number;
  readonly pendingBytesMax: number;
  /** Maximum number of bytes of answers that a client has not read yet. */
  readonly unsentBytesMax: number;
  /** Maximum number of bytes of events that a consumer may have unsent, in addition to `unsentBytesMax`. */
  readonly unsentDispatchBytesMax: number;
  readonly replaysPendingMax: number;
  /** Add the server's time to a SUBMIT whose `d` has no `ts`. */
  readonly stampMissingTs: boolean;
  /** Retention, as reported by the extension `position`. */
  readonly retentionMs: number;
  /** Longest random time after which clients are asked to reconnect (extension `reconnect`). */
  readonly reconnectSpreadMs: number;
  readonly acks: HeartbeatAckSettings & SubmitAckSettings;
}

export interface Gateway {
  readonly settings: GatewaySettings;
  readonly streams: Streams;
  readonly tokens: Tokens;
  readonly slots: ConsumerSlots;
  /** Slots of monitors, separate from those of consumers (P-MON-2). */
  readonly monitorSlots: ConsumerSlots;
  /** The sessions of this broker that hold a slot of either kind. */
  readonly slotHolders: SlotHolders;
  readonly anonymousConnections: AnonymousConnections;
  readonly userConnections: UserConnections;
  readonly submitRates: SubmitRates;
  /** Counts the IDENTIFYs of each developer against a rate per second; `undefined`: unlimited. */
  readonly identifyRates: Allowances | undefined;
  /** Provides the time of the turn. */
  readonly turnClock: TurnClock;
  readonly wheel: DeadlineWheel;
  /** Shared by all connections; filled and dispatched by `Connection`. Handlers get it as an argument. */
  readonly frame: Frame;
  readonly logger: Logger;
  readonly stats: Stats;
  /** Never steps back; ms. For deadlines. */
  monotonicMs(): number;
}
