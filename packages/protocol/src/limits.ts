import {
  BATCH_BYTES_MAX,
  BATCH_EVENTS_MAX,
  FRAME_BYTES_MAX,
  FRAME_DEPTH_MAX,
  MSGPACK_GROWTH,
  RECONNECT_SPREAD_MS,
  RECONNECT_WAIT_FIRST_MS,
  RECONNECT_WAIT_MAX_MS,
  SERVER_FRAME_BYTES_MAX,
} from './shared-limits.js';

/** A limit or a period: its default and its unit. */
export interface Limit {
  readonly default: number;
  readonly unit:
    | 'bytes'
    | 'ms'
    | 'levels'
    | 'frames'
    | 'requests'
    | 'connections'
    | 'times'
    | 'reads'
    | 'events'
    | 'keys'
    | 'answers'
    | 'events/s'
    | 'bytes/s'
    | 'requests/s'
    | 'connections/s'
    | 'tokens';
}

/**
 * All limits and periods of the protocol with default and unit; their descriptions are in `LIMIT_MEANINGS`. Servers
 * and clients set each of them explicitly, so that no limit depends on the default of a library.
 */
export const LIMITS = {
  frameBytesMax: { default: FRAME_BYTES_MAX, unit: 'bytes' },
  frameBytesCut: { default: FRAME_BYTES_MAX * MSGPACK_GROWTH, unit: 'bytes' },
  serverFrameBytesMax: { default: SERVER_FRAME_BYTES_MAX, unit: 'bytes' },
  frameDepthMax: { default: FRAME_DEPTH_MAX, unit: 'levels' },
  batchEventsMax: { default: BATCH_EVENTS_MAX, unit: 'events' },
  batchBytesMax: { default: BATCH_BYTES_MAX, unit: 'bytes' },
  reconnectSpreadMs: { default: RECONNECT_SPREAD_MS, unit: 'ms' },
  reconnectWaitFirstMs: { default: RECONNECT_WAIT_FIRST_MS, unit: 'ms' },
  reconnectWaitMaxMs: { default: RECONNECT_WAIT_MAX_MS, unit: 'ms' },
  pendingFramesMax: { default: 64, unit: 'frames' },
  pendingBytesMax: { default: FRAME_BYTES_MAX, unit: 'bytes' },
  unsentBytesMax: { default: 64 * 1024, unit: 'bytes' },
  heartbeatIntervalMs: { default: 40_000, unit: 'ms' },
  heartbeatLeeway: { default: 1.5, unit: 'times' },
  heartbeatAckSpacingMs: { default: 20, unit: 'ms' },
  heartbeatAckBurst: { default: 10, unit: 'frames' },
  ackBurstSpacingMs: { default: 20, unit: 'ms' },
  barrierTimeoutMs: { default: 30_000, unit: 'ms' },
  heartbeatAcksPendingMax: { default: 64, unit: 'frames' },
  anonymousMax: { default: 10_000, unit: 'connections' },
  anonymousPerAddress: { default: 5_000, unit: 'connections' },
  identifyTimeoutMs: { default: 15_000, unit: 'ms' },
  probeTimeoutMs: { default: 2_000, unit: 'ms' },
  stallTimeoutMs: { default: 300_000, unit: 'ms' },
  backlogBytesMax: { default: 64 * 1024 * 1024, unit: 'bytes' },
  connectionsPerUser: { default: 100, unit: 'connections' },
  consumersPerDeveloper: { default: 1, unit: 'connections' },
  monitorsPerDeveloper: { default: 4, unit: 'connections' },
  connectionSubmitsPerSecond: { default: 0, unit: 'events/s' },
  userSubmitsPerSecond: { default: 0, unit: 'events/s' },
  developerSubmitsPerSecond: { default: 0, unit: 'events/s' },
  connectionBytesPerSecond: { default: 0, unit: 'bytes/s' },
  userBytesPerSecond: { default: 0, unit: 'bytes/s' },
  developerBytesPerSecond: { default: 0, unit: 'bytes/s' },
  rateBurstMs: { default: 10_000, unit: 'ms' },
  rateGraceMs: { default: 5_000, unit: 'ms' },
  rateGraceEventsLeast: { default: 4_096, unit: 'events' },
  rateGraceBytesLeast: { default: 1024 * 1024, unit: 'bytes' },
  developerTokensPerSecond: { default: 5_000, unit: 'requests/s' },
  addressTokensPerSecond: { default: 5_000, unit: 'requests/s' },
  replaysPendingMax: { default: 16, unit: 'requests' },
  logReadsMax: { default: 3, unit: 'reads' },
  logReadsPerDeveloper: { default: 2, unit: 'reads' },
  developerReplayBytesPerSecond: { default: 0, unit: 'bytes/s' },
  developerIdentifiesPerSecond: { default: 1_000, unit: 'connections/s' },
  rejoinTokensMax: { default: 100_000, unit: 'tokens' },
  tokenLifetimeMs: { default: 300_000, unit: 'ms' },
  submitSessionMs: { default: 3_600_000, unit: 'ms' },
  submitBodyBytesMax: { default: 256 * 1024, unit: 'bytes' },
  submitBodiesBytesMax: { default: 64 * 1024 * 1024, unit: 'bytes' },
  submitBodyTimeoutMs: { default: 15_000, unit: 'ms' },
  submitStoredBytesMax: { default: 512 * 1024, unit: 'bytes' },
  submitEventsMax: { default: 1_000, unit: 'events' },
  idempotencyKeyBytesMax: { default: 128, unit: 'bytes' },
  idempotencyKeyLifetimeMs: { default: 3_600_000, unit: 'ms' },
  idempotencyKeysPerUser: { default: 4_096, unit: 'keys' },
  idempotencyAnswersMax: { default: 10_000, unit: 'answers' },
  retentionMs: { default: 172_800_000, unit: 'ms' },
  userIdBytesMax: { default: 256, unit: 'bytes' },
  producerIdBytesMax: { default: 128, unit: 'bytes' },
  developerIdBytesMax: { default: 128, unit: 'bytes' },
  closeReasonBytesMax: { default: 123, unit: 'bytes' },
} as const satisfies Record<string, Limit>;

/** Name of a limit, with its unit last. */
export type LimitName = keyof typeof LIMITS;
