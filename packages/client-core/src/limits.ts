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
  /**
   * Least time for each of these four steps while the network has gone silent: then several short attempts
   * find out sooner than a long one that packets pass again. Eight round trips where that is longer.
   */
  quickTimeoutMs: 1_500,
  /** READY has lasted: waits and attempts start over. */
  readyLastsMs: 10_000,
  /** Time for the closing handshake before the link is cut. */
  closeTimeoutMs: 1_000,
  /** Time without any sign of the server, while an answer is due, after which the link counts as dead. */
  deadLinkMs: 12_000,
  /** The same right after the device woke up or its network came back. */
  wakeTimeoutMs: 5_000,
  /** Longest time between two heartbeats; shorter than the server's interval for a path that cuts idle links. */
  heartbeatMaxMs: Number.POSITIVE_INFINITY,
  /** Longest wait that a server's RECONNECT, or `Retry-After`, is taken at its word for. */
  comeBackMaxMs: 300_000,
} as const;

/** Each in ms. */
export type ClientTimeouts = { readonly [Name in keyof typeof CLIENT_LIMITS]: number };
