/**
 * Opcodes of the protocol, used as `Opcode.Submit`. Each is a separate constant, so that a bundle contains only the
 * opcodes that it uses. Source: the tables of frames in docs/protocol.md.
 */

/** Client to server. */
export const Heartbeat = 0;
/** Server to client, one per HEARTBEAT. */
export const HeartbeatAck = 1;
/** Server to client, the first frame of a connection. */
export const Hello = 2;
/** Client to server. */
export const Identify = 3;
/** Server to client. */
export const Ready = 4;
/** Server to consumer. */
export const Dispatch = 5;
/** Producer to server. */
export const Submit = 6;
/** Consumer to server. */
export const Replay = 7;
/** Producer to server. */
export const Status = 8;
/** Server to consumer, extension `replay-end`. */
export const ReplayEnd = 64;
/** Server to producer, extension `ack`. */
export const Ack = 65;
/** Server to client, extension `reconnect`. */
export const Reconnect = 66;
/** Producer to server, extension `batch`. */
export const SubmitBatch = 67;
/** Server to client, extension `rejoin`. */
export const Rejoin = 68;
