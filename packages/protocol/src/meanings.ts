/** Descriptions of limits and event types, for documentation and help texts. A separate entry point. */
import type { EventType } from './event-types.js';
import type { LimitName } from './limits.js';

/** Description of each limit. */
export const LIMIT_MEANINGS: Readonly<Record<LimitName, string>> = {
  frameBytesMax:
    'a frame of a client that is longer as JSON, whatever its encoding, closes with 1009',
  frameBytesCut:
    'a longer message of a client is not read to its end: the link is cut; 9/4 of `frameBytesMax`, which is how much a frame can grow as MessagePack',
  serverFrameBytesMax: 'longest message that our clients take from a server',
  frameDepthMax: 'nesting of a frame, itself counted',
  batchEventsMax: 'readings of one SUBMIT_BATCH; one more closes with 1003',
  batchBytesMax:
    'size as JSON up to which our producers fill a SUBMIT_BATCH; a server whose `frameBytesMax` is less does not grant `batch`',
  pendingBytesMax:
    'bytes of those frames together; more closes with 1008. At least one frame of `frameBytesMax`',
  unsentBytesMax:
    'answers that a client has not taken (HELLO, ACKs, pongs and the like); more closes with 1008. DISPATCHes have a limit of their own',
  pendingFramesMax:
    'frames that wait behind an IDENTIFY that is being looked up; more closes with 1008',
  heartbeatIntervalMs: 'interval told in HELLO',
  heartbeatLeeway: 'intervals without a frame of the client before 4005',
  heartbeatAckSpacingMs: 'least time between two ACKs of one connection',
  heartbeatAckBurst: 'ACKs of one connection that go out at once before the spacing is kept',
  ackBurstSpacingMs:
    'least time between two ACKs (op 65) of one connection, where the second acknowledges more than one event',
  barrierTimeoutMs:
    'a HEARTBEAT_ACK that waits longer for the SUBMITs before it to be stored closes with 1013; at most three quarters of the heartbeat interval',
  heartbeatAcksPendingMax:
    'SUBMITs of one connection behind which HEARTBEAT_ACKs wait separately; beyond that they wait for the newest',
  anonymousMax: 'connections that have not identified yet; one more is answered with 503',
  anonymousPerAddress:
    'of these, from one address (of IPv6 its first 64 bits); one more is answered with 503; 0: no bound',
  identifyTimeoutMs: 'time to identify before 4000',
  probeTimeoutMs: 'time for a consumer to answer the ping that a newcomer causes',
  stallTimeoutMs: 'a consumer that takes nothing for so long is closed with 1013',
  backlogBytesMax:
    'events that wait for the disk, of all developers; then producers are closed with 1013',
  connectionsPerUser:
    'producers of one user at the same time; one more closes with 1008; 0: no bound',
  consumersPerDeveloper: 'consumers of one developer at the same time; one more gets 4002',
  monitorsPerDeveloper: 'monitors of one developer at the same time; one more gets 1008',
  connectionSubmitsPerSecond: 'SUBMITs of one connection, in the long run; 0: no bound',
  userSubmitsPerSecond: "SUBMITs of all of one user's connections; 0: no bound",
  developerSubmitsPerSecond: "SUBMITs of all of one developer's connections; 0: no bound",
  connectionBytesPerSecond: 'bytes of the SUBMITs of one connection; 0: no bound',
  userBytesPerSecond: "bytes of the SUBMITs of all of one user's connections; 0: no bound",
  developerBytesPerSecond:
    "bytes of the SUBMITs of all of one developer's connections; 0: no bound",
  rateBurstMs: 'how much of a rate that was not used may be used at once',
  rateGraceMs: 'how far SUBMITs may run ahead of their rate, their ACKs held, before 1008',
  rateGraceEventsLeast:
    'SUBMITs that may run ahead of any rate, however low: a client that waits for ACKs has so many under way',
  rateGraceBytesLeast: 'likewise their bytes; not less than one frame of `frameBytesMax`',
  developerTokensPerSecond: 'tokens made for one developer; beyond it 429; 0: no bound',
  addressTokensPerSecond: 'requests for tokens from one address; beyond it 429; 0: no bound',
  logReadsMax:
    'pages of the log that are read at once, for REPLAYs and consumers that lag; the others wait, developers in turn',
  logReadsPerDeveloper: 'of these, for one developer',
  developerReplayBytesPerSecond:
    "bytes read for one developer's REPLAYs and resumes, which wait when they come to more; 0: no bound",
  replaysPendingMax: 'REPLAYs of one connection that wait or run; one more closes with 1008',
  developerIdentifiesPerSecond:
    'connections of one developer that are let in a second, after a burst of as many; others are told to come back, by RECONNECT where it was negotiated, and closed with 1013; 0: no bound',
  rejoinTokensMax:
    'tokens of the extension `rejoin` whose connections have ended; beyond it the oldest are good no more',
  tokenLifetimeMs: 'life of an unused token',
  retentionMs: 'how long events can be replayed',
  userIdBytesMax: 'length of a user id',
  producerIdBytesMax: 'length of a producer id',
  developerIdBytesMax: 'length of a developer id',
  closeReasonBytesMax: 'reason text of a close frame',
  reconnectSpreadMs:
    'a server that stops tells its clients to come back at random times up to this',
  reconnectWaitFirstMs: "bound of a client's first random wait; it doubles",
  reconnectWaitMaxMs: "highest bound of a client's wait",
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
