/** Descriptions of limits and event types, for documentation and help texts. A separate entry point. */
import type { EventType } from './event-types.js';
import type { LimitName } from './limits.js';

/** Description of each limit. */
export const LIMIT_MEANINGS: Readonly<Record<LimitName, string>> = {
  frameBytesMax:
    'largest frame of a client, measured as JSON in either encoding; a larger one is closed with 1009',
  frameBytesCut:
    'largest message of a client that is read to its end; on a larger one the connection is cut. 9/4 of `frameBytesMax`, the largest growth of a frame in MessagePack',
  serverFrameBytesMax: 'largest message that the wearwire clients accept from a server',
  frameDepthMax: 'deepest nesting of a frame; the frame itself is level 1',
  batchEventsMax: 'readings in one SUBMIT_BATCH; more are closed with 1003',
  batchBytesMax:
    'size as JSON up to which the wearwire producer fills a SUBMIT_BATCH; a server with a smaller `frameBytesMax` does not confirm `batch`',
  pendingBytesMax:
    'total bytes of these frames; more are closed with 1008. At least `frameBytesMax`',
  unsentBytesMax:
    'bytes of answers (HELLO, ACKs, pongs and others) that a client has not read; more are closed with 1008. DISPATCHes have a separate limit',
  pendingFramesMax: 'frames that wait while an IDENTIFY is processed; more are closed with 1008',
  heartbeatIntervalMs: 'interval in HELLO',
  heartbeatLeeway: 'intervals without a frame from the client before close 4005',
  heartbeatAckSpacingMs: 'shortest time between two HEARTBEAT_ACKs on one connection',
  heartbeatAckBurst: 'HEARTBEAT_ACKs sent on one connection without this spacing',
  ackBurstSpacingMs:
    'shortest time between two ACKs (op 65) on one connection if the second one acknowledges more than one event',
  barrierTimeoutMs:
    'longest time that a HEARTBEAT_ACK waits for earlier SUBMITs to be stored; then the connection is closed with 1013. At most three quarters of the heartbeat interval',
  heartbeatAcksPendingMax:
    'SUBMITs of one connection for which HEARTBEAT_ACKs wait individually; further ones wait for the newest SUBMIT',
  anonymousMax: 'connections that have not identified yet; more are refused with 503',
  anonymousPerAddress:
    'anonymous connections from one address (IPv6: its first 64 bits); more are refused with 503; 0: no limit',
  identifyTimeoutMs: 'time to identify before close 4000',
  probeTimeoutMs: 'time for a consumer to answer the ping sent when a new consumer needs its slot',
  stallTimeoutMs: 'time after which a consumer that reads nothing is closed with 1013',
  backlogBytesMax:
    'bytes of events of all developers that wait to be stored; above it, producers are closed with 1013',
  connectionsPerUser: 'concurrent producers of one user; more are closed with 1008; 0: no limit',
  consumersPerDeveloper: 'concurrent consumers of one developer; more are closed with 4002',
  monitorsPerDeveloper: 'concurrent monitors of one developer; more are closed with 1008',
  connectionSubmitsPerSecond: 'average rate of SUBMITs on one connection; 0: no limit',
  userSubmitsPerSecond: 'average rate of SUBMITs on all connections of one user; 0: no limit',
  developerSubmitsPerSecond:
    'average rate of SUBMITs on all connections of one developer; 0: no limit',
  connectionBytesPerSecond: 'average rate of SUBMIT bytes on one connection; 0: no limit',
  userBytesPerSecond: 'average rate of SUBMIT bytes on all connections of one user; 0: no limit',
  developerBytesPerSecond:
    'average rate of SUBMIT bytes on all connections of one developer; 0: no limit',
  rateBurstMs: 'time for which an unused rate accumulates, to be used in one burst',
  rateGraceMs: 'how far SUBMITs may exceed their rate, with delayed ACKs, before close 1008',
  rateGraceEventsLeast:
    'SUBMITs that may exceed any rate, however low, because a client that waits for ACKs has this many in flight',
  rateGraceBytesLeast: 'bytes that may exceed any rate; at least `frameBytesMax`',
  developerTokensPerSecond:
    'tokens issued to one developer; more are refused with 429; 0: no limit',
  addressTokensPerSecond: 'token requests from one address; more are refused with 429; 0: no limit',
  logReadsMax:
    'concurrent reads of the log, for REPLAYs and consumers that catch up; others wait, with developers served in turn',
  logReadsPerDeveloper: 'concurrent reads of the log for one developer',
  developerReplayBytesPerSecond:
    'bytes read for REPLAYs and resumes of one developer; further reads wait; 0: no limit',
  replaysPendingMax: 'pending REPLAYs of one connection; more are closed with 1008',
  developerIdentifiesPerSecond:
    'IDENTIFYs accepted for one developer per second, after a burst of the same number; others get RECONNECT, if negotiated, and are closed with 1013; 0: no limit',
  rejoinTokensMax:
    'tokens of the extension `rejoin` kept for connections that have ended; above it, the oldest become invalid',
  tokenLifetimeMs: 'lifetime of an unused token',
  submitSessionMs: 'how long a user token can be used for `POST /submit`, from its first use there',
  submitBodyBytesMax: 'body of one `POST /submit`; a larger one is answered with 413',
  submitBodiesBytesMax:
    'bytes of the bodies of `POST /submit` that are being read; above it, the request that began first is answered with 503',
  submitBodyTimeoutMs:
    'time for the body of a `POST /submit` to arrive; then it is answered with 408',
  submitStoredBytesMax:
    'events of one `POST /submit` as they are stored, each with its user id; more are answered with 413',
  submitEventsMax: 'events in one `POST /submit`; more are answered with 413',
  idempotencyKeyBytesMax: 'longest Idempotency-Key; a longer one is answered with 400',
  idempotencyKeyLifetimeMs:
    'how long an Idempotency-Key is remembered; at most as long as the retention',
  idempotencyKeysPerUser:
    'posts with a new Idempotency-Key of one user at once, and again in each `idempotencyKeyLifetimeMs`; more are answered with 429',
  idempotencyAnswersMax:
    'newest answers to posts with an Idempotency-Key that are kept to be given again; a repeat of an older post is answered without its seqs',
  retentionMs: 'how long events can be replayed',
  userIdBytesMax: 'longest user id',
  producerIdBytesMax: 'longest producer id',
  developerIdBytesMax: 'longest developer id',
  closeReasonBytesMax: 'longest reason of a close frame',
  reconnectSpreadMs: 'largest random reconnect delay that a stopping server assigns to its clients',
  reconnectWaitFirstMs:
    "bound of a client's first random reconnect delay; the bound doubles each time",
  reconnectWaitMaxMs: "largest bound of a client's reconnect delay",
};

/** Description of each event type. */
export const EVENT_TYPE_MEANINGS: Readonly<Record<EventType, string>> = {
  HEART_RATE: 'heart rate',
  HRV: 'heart rate variability',
  RR_INTERVAL: 'time between two beats',
  ECG: 'electrocardiogram samples, oldest first',
  STEPS: 'steps, accumulated',
  STEPS_CADENCE: 'step rate; some send steps/min',
  DISTANCE: 'distance, accumulated',
  SPEED: 'speed; one app sends km/h',
  FLOORS_CLIMBED: 'floors, accumulated',
  ACTIVITY: 'activity number of the platform',
  POWER: 'mechanical power',
  BIKE_CADENCE: 'crank revolutions per minute',
  ACCELERATION: 'acceleration x, y, z',
  GYROSCOPE: 'rotation x, y, z',
  CALORIES: 'energy, accumulated',
  MET: 'metabolic equivalent',
  LOCATION: 'latitude, longitude',
  CORE_TEMPERATURE: 'core body temperature',
  SKIN_TEMPERATURE: 'skin temperature',
};
