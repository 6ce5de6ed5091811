/**
 * The operations of the protocol, by number: `Opcode.Submit` in programs. Each is a constant by itself, so that
 * a bundle holds the numbers alone. Source: PROTOCOL table "Frames" in docs/protocol.md.
 */
export const Heartbeat = 0;
export const HeartbeatAck = 1;
export const Hello = 2;
export const Identify = 3;
export const Ready = 4;
export const Dispatch = 5;
export const Submit = 6;
export const Replay = 7;
export const Status = 8;
/** Extension `replay-end`. */
export const ReplayEnd = 64;
/** Extension `ack`. */
export const Ack = 65;
/** Extension `reconnect`. */
export const Reconnect = 66;
