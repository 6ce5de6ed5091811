/** Every limit and period that both clients keep. Those of the wire are in protocol. */

/** Limits and periods of every client, by default; each may be given another value in the option `timeouts`. */
export const CLIENT_LIMITS = {
  /** Time for getToken to answer. */
  tokenTimeoutMs: 15_000,
  /** Time for the WebSocket to open. */
  openTimeoutMs: 10_000,
  /** Time for HELLO after the open. */
  helloTimeoutMs: 10_000,
  /** Time for READY after IDENTIFY. */
  readyTimeoutMs: 15_000,
  /** READY has lasted: waits and attempts start over. */
  readyLastsMs: 10_000,
  /** Time for the closing handshake before the link is cut. */
  closeTimeoutMs: 2_000,
  /** Time for the ACK of the HEARTBEAT that is sent when the device has woken up. */
  wakeTimeoutMs: 5_000,
  /** Longest wait that a server's RECONNECT is taken at its word for. */
  comeBackMaxMs: 300_000,
} as const;

/** Each in ms. */
export type ClientTimeouts = { readonly [Name in keyof typeof CLIENT_LIMITS]: number };
