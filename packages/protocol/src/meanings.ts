/** Descriptions of limits and event types, for documentation and help texts. A separate entry point. */
import type { EventType } from './event-types.js';
import type { LimitName } from './limits.js';

/** Description of each limit. */
export const LIMIT_MEANINGS: Readonly<Record<LimitName, string>> = {
  frameBytesMax:
    'maximum size of a client frame, measured as JSON in either encoding; a larger one closes the connection with 1009',
  frameBytesCut:
    'maximum size of a client message that is read to its end; a larger one drops the connection. 9/4 of `frameBytesMax`, the maximum growth of a frame in MessagePack',
  serverFrameBytesMax: 'maximum size of a server message that the wearwire clients accept',
  frameDepthMax: 'maximum nesting of a frame; the frame itself is level 1',
  batchEventsMax: 'readings in one SUBMIT_BATCH; more close the connection with 1003',
  batchBytesMax:
    'maximum size as JSON of a SUBMIT_BATCH from the wearwire producer; a server with a smaller `frameBytesMax` does not confirm `batch`',
  pendingFramesMax:
    'frames that wait while an IDENTIFY is processed; more close the connection with 1008',
  pendingBytesMax:
    'total bytes of the frames that wait while an IDENTIFY is processed; more close the connection with 1008. At least `frameBytesMax`',
  unsentBytesMax:
    'bytes of responses (HELLO, ACKs, pongs and others) that a client has not read; more close the connection with 1008. DISPATCHes have a separate limit',
  heartbeatIntervalMs:
    'interval between the HEARTBEATs of a client, as `heartbeat_interval` in HELLO',
  heartbeatLeeway: 'intervals without a frame from the client before close 4005',
  heartbeatAckSpacingMs: 'minimum time between two HEARTBEAT_ACKs on one connection',
  heartbeatAckBurst:
    'HEARTBEAT_ACKs sent on one connection in a burst, without `heartbeatAckSpacingMs` between them',
  ackBurstSpacingMs:
    'minimum time between two ACKs (op 65) on one connection if the second one acknowledges more than one event',
  barrierTimeoutMs:
    'maximum time that a HEARTBEAT_ACK waits for earlier SUBMITs to be stored; then the connection is closed with 1013. At most three quarters of the heartbeat interval',
  heartbeatAcksPendingMax:
    'pending HEARTBEAT_ACKs of one connection that each wait for their own SUBMIT; further ones wait for the newest SUBMIT',
  anonymousMax: 'connections that have not sent IDENTIFY; further ones are refused with 503',
  anonymousPerAddress:
    'anonymous connections from one address (IPv6: its first 64 bits); further ones are refused with 503; 0: unlimited',
  identifyTimeoutMs: 'time to send IDENTIFY before close 4000',
  probeTimeoutMs: 'time for a consumer to answer the ping sent when a new consumer needs its slot',
  stallTimeoutMs: 'time after which a consumer that reads nothing is closed with 1013',
  backlogBytesMax:
    'bytes of events of all developers that wait to be stored; above it, producers are closed with 1013',
  connectionsPerUser:
    'concurrent producers of one user; further ones are closed with 1008; 0: unlimited',
  consumersPerDeveloper: 'concurrent consumers of one developer; further ones are closed with 4002',
  monitorsPerDeveloper: 'concurrent monitors of one developer; further ones are closed with 1008',
  connectionSubmitsPerSecond: 'average rate of SUBMITs on one connection; 0: unlimited',
  userSubmitsPerSecond: 'average rate of SUBMITs on all connections of one user; 0: unlimited',
  developerSubmitsPerSecond:
    'average rate of SUBMITs on all connections of one developer; 0: unlimited',
  connectionBytesPerSecond: 'average rate of SUBMIT bytes on one connection; 0: unlimited',
  userBytesPerSecond: 'average rate of SUBMIT bytes on all connections of one user; 0: unlimited',
  developerBytesPerSecond:
    'average rate of SUBMIT bytes on all connections of one developer; 0: unlimited',
  rateBurstMs: 'time over which an unused rate accumulates for a burst',
  rateGraceMs:
    'maximum delay of an ACK because of a rate; a SUBMIT that would need more closes the connection with 1008',
  rateGraceEventsLeast:
    'events by which SUBMITs may exceed any rate, however low, because a client that waits for ACKs has this many in flight',
  rateGraceBytesLeast: 'bytes by which SUBMITs may exceed any rate; at least `frameBytesMax`',
  developerTokensPerSecond:
    'tokens issued to one developer; further requests are refused with 429; 0: unlimited',
  addressTokensPerSecond:
    'token requests from one address; further ones are refused with 429; 0: unlimited',
  logReadsMax:
    'concurrent reads of the log, for REPLAYs and consumers that catch up; others wait, and developers are served in rotation',
  logReadsPerDeveloper: 'concurrent reads of the log for one developer',
  developerReplayBytesPerSecond:
    'bytes read for REPLAYs and resumes of one developer; further reads wait; 0: unlimited',
  replaysPendingMax: 'pending REPLAYs of one connection; more close the connection with 1008',
  developerIdentifiesPerSecond:
    'IDENTIFYs accepted for one developer per second, after a burst of the same number; other connections receive RECONNECT, if negotiated, and are closed with 1013; 0: unlimited',
  rejoinTokensMax:
    'tokens of the extension `rejoin` stored for connections that have ended; above it, the oldest become invalid',
  tokenLifetimeMs: 'lifetime of an unused token',
  submitSessionMs:
    'time for which a user token can be used for `POST /submit`, from its first use there',
  submitBodyBytesMax: 'size of the body of one `POST /submit`; a larger one gets 413',
  submitBodiesBytesMax:
    'bytes of the bodies of `POST /submit` that are being read; above it, the oldest request gets 503',
  submitBodyTimeoutMs: 'time for the body of a `POST /submit` to arrive; then the request gets 408',
  submitStoredBytesMax:
    'bytes of the events of one `POST /submit` as they are stored, each with its user id; more get 413',
  submitEventsMax: 'events in one `POST /submit`; more get 413',
  idempotencyKeyBytesMax: 'maximum length of an Idempotency-Key; a longer one gets 400',
  idempotencyKeyLifetimeMs: 'time for which an Idempotency-Key is stored; at most the retention',
  idempotencyKeysPerUser:
    'new Idempotency-Keys of one user: on average per `idempotencyKeyLifetimeMs`, and in one burst; a post with a further one gets 429',
  idempotencyAnswersMax:
    'responses to posts with an Idempotency-Key that are stored for repeats; a repeat of an older post gets a response without its seqs',
  retentionMs: 'time for which events can be replayed',
  userIdBytesMax: 'maximum length of a user id',
  producerIdBytesMax: 'maximum length of a producer id',
  developerIdBytesMax: 'maximum length of a developer id',
  closeReasonBytesMax: 'maximum length of the reason of a close frame',
  reconnectSpreadMs: 'maximum random reconnect delay that a stopping server assigns to its clients',
  reconnectWaitFirstMs:
    "maximum of a client's first random reconnect delay; it doubles for each further one",
  reconnectWaitMaxMs: "upper limit of a client's random reconnect delay",
};

/** Description of each event type. */
export const EVENT_TYPE_MEANINGS: Readonly<Record<EventType, string>> = {
  HEART_RATE: 'heart rate',
  HRV: 'heart rate variability',
  RR_INTERVAL: 'time between two beats',
  ECG: 'electrocardiogram samples, oldest first',
  STEPS: 'steps, accumulated',
  STEPS_CADENCE: 'step rate; some clients send steps/min',
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
