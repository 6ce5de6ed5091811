/** What all connections share, and the settings they go by. No socket library here. */
import type { Tokens } from '../auth/tokens.js';
import type { Allowances } from '../limits/allowances.js';
import type { Logger } from '../observability/logger.js';
import type { Stats } from '../observability/stats.js';
import type { Streams } from '../stream/streams.js';
import type { Turns } from '../stream/turns.js';
import type { AnonymousConnections } from './anonymous-connections.js';
import type { ConsumerPlaces } from './consumer-places.js';
import type { DeadlineWheel } from './deadline-wheel.js';
import type { Frame } from './frame.js';
import type { AckSettings } from './heartbeat-acks.js';
import type { PlaceHolders } from './place-holders.js';
import type { SubmitAckSettings } from './submit-acks.js';
import type { SubmitRates } from './submit-rates.js';
import type { UserConnections } from './user-connections.js';

export interface GatewaySettings {
  readonly heartbeatIntervalMs: number;
  /** Intervals without a heartbeat before 4005. */
  readonly heartbeatLeeway: number;
  readonly identifyTimeoutMs: number;
  readonly probeTimeoutMs: number;
  /** A consumer that takes nothing for so long is closed with 1013. */
  readonly stallTimeoutMs: number;
  readonly frameBytesMax: number;
  readonly pendingFramesMax: number;
  /** Of the frames that wait behind an IDENTIFY. */
  readonly pendingBytesMax: number;
  /** Answers that a client has not taken yet. */
  readonly unsentBytesMax: number;
  /** What a consumer may have unsent beside them. */
  readonly unsentDispatchBytesMax: number;
  readonly replaysPendingMax: number;
  /** Server time is put into a SUBMIT's `d` that has no `ts`. */
  readonly stampMissingTs: boolean;
  /** Told by the extension `position`. */
  readonly retentionMs: number;
  /** Clients are told to come back at random times up to this (extension `reconnect`). */
  readonly reconnectSpreadMs: number;
  readonly acks: AckSettings & SubmitAckSettings;
}

export interface Gateway {
  readonly settings: GatewaySettings;
  readonly streams: Streams;
  readonly tokens: Tokens;
  readonly places: ConsumerPlaces;
  /** Those of monitors, which take none of a consumer (P-MON-2). */
  readonly monitorPlaces: ConsumerPlaces;
  /** The sessions here that hold a place of either kind. */
  readonly placeHolders: PlaceHolders;
  readonly anonymousConnections: AnonymousConnections;
  readonly userConnections: UserConnections;
  readonly submitRates: SubmitRates;
  /** Connections that each developer may let in a second; `undefined`: no bound. */
  readonly arrivals: Allowances | undefined;
  /** Tells the time of the turn. */
  readonly turns: Turns;
  readonly wheel: DeadlineWheel;
  /** One for all connections, filled and dispatched by `Connection`. Handlers get it as an argument. */
  readonly frame: Frame;
  readonly logger: Logger;
  readonly stats: Stats;
  /** Never steps back; ms. For deadlines. */
  monotonicMs(): number;
}
