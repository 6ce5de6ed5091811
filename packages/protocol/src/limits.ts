/**
 * Every limit and period of the protocol: default, unit, meaning.
 * Servers and clients pass these on explicitly and let settings replace them; nothing relies on a library's default.
 */
export interface Limit {
  readonly default: number;
  readonly unit: 'bytes' | 'ms' | 'levels' | 'frames' | 'requests' | 'connections' | 'times';
  readonly meaning: string;
}

export const LIMITS = {
  frameBytesMax: {
    default: 64 * 1024,
    unit: 'bytes',
    meaning: 'a larger message is closed with 1009',
  },
  frameBytesCut: {
    default: 16 * 1024 * 1024,
    unit: 'bytes',
    meaning: 'a message of this size is not even read to its end: the link is cut',
  },
  frameDepthMax: { default: 64, unit: 'levels', meaning: 'nesting of a frame, itself counted' },
  pendingFramesMax: {
    default: 64,
    unit: 'frames',
    meaning: 'frames that wait behind an IDENTIFY that is being looked up; more closes with 1008',
  },
  heartbeatIntervalMs: { default: 40_000, unit: 'ms', meaning: 'interval told in HELLO' },
  heartbeatLeeway: {
    default: 1.5,
    unit: 'times',
    meaning: 'intervals without a heartbeat before 4005',
  },
  heartbeatAckSpacingMs: {
    default: 20,
    unit: 'ms',
    meaning: 'least time between two ACKs of one connection',
  },
  heartbeatAckBurst: {
    default: 10,
    unit: 'frames',
    meaning: 'ACKs of one connection that go out at once before the spacing is kept',
  },
  barrierTimeoutMs: {
    default: 5_000,
    unit: 'ms',
    meaning: 'longest wait of a HEARTBEAT_ACK for the SUBMITs before it',
  },
  identifyTimeoutMs: { default: 15_000, unit: 'ms', meaning: 'time to identify before 4000' },
  probeTimeoutMs: {
    default: 2_000,
    unit: 'ms',
    meaning: 'time for a consumer to answer the ping that a newcomer causes',
  },
  stallTimeoutMs: {
    default: 300_000,
    unit: 'ms',
    meaning: 'a consumer that takes nothing for so long is closed with 1013',
  },
  consumersPerDeveloper: {
    default: 1,
    unit: 'connections',
    meaning: 'consumers of one developer at the same time; one more gets 4002',
  },
  replaysPendingMax: {
    default: 16,
    unit: 'requests',
    meaning: 'REPLAYs of one connection that wait or run; one more closes with 1008',
  },
  tokenLifetimeMs: { default: 300_000, unit: 'ms', meaning: 'life of an unused token' },
  retentionMs: { default: 172_800_000, unit: 'ms', meaning: 'how long events can be replayed' },
  userIdBytesMax: { default: 256, unit: 'bytes', meaning: 'length of a user id' },
  producerIdBytesMax: { default: 128, unit: 'bytes', meaning: 'length of a producer id' },
  reconnectSpreadMs: {
    default: 10_000,
    unit: 'ms',
    meaning: 'a server that stops tells its clients to come back at random times up to this',
  },
  developerIdBytesMax: { default: 128, unit: 'bytes', meaning: 'length of a developer id' },
  closeReasonBytesMax: { default: 123, unit: 'bytes', meaning: 'reason text of a close frame' },
  reconnectWaitFirstMs: {
    default: 500,
    unit: 'ms',
    meaning: "bound of a client's first random wait; it doubles",
  },
  reconnectWaitMaxMs: { default: 30_000, unit: 'ms', meaning: "highest bound of a client's wait" },
} as const satisfies Record<string, Limit>;

export type LimitName = keyof typeof LIMITS;
