/** The operations of the protocol, by number. Source: PROTOCOL table "Frames" in docs/protocol.md. */
export const Opcode = {
  Heartbeat: 0,
  HeartbeatAck: 1,
  Hello: 2,
  Identify: 3,
  Ready: 4,
  Dispatch: 5,
  Submit: 6,
  Replay: 7,
  Status: 8,
  /** Extension `replay-end`. */
  ReplayEnd: 64,
  /** Extension `ack`. */
  Ack: 65,
  /** Extension `reconnect`. */
  Reconnect: 66,
} as const;

export type Opcode = (typeof Opcode)[keyof typeof Opcode];

/** Extension opcodes start here, so that they never meet the protocol's own growth (P-OP-5). */
export const EXTENSION_OPCODE_FIRST = 64;

/** What an IDENTIFY's `type` says: a user's producer or a developer's consumer. */
export const Role = { Producer: 0, Consumer: 1 } as const;

export type Role = (typeof Role)[keyof typeof Role];
