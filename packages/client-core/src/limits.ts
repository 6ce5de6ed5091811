/** Limits and times of both clients. Those of the wire are in the package protocol. */

/** Default limits and times of both clients; the option `timeouts` overrides them. */
export const CLIENT_LIMITS = {
  /** Time for getToken to resolve. */
  tokenTimeoutMs: 15_000,
  /** Time for the WebSocket to open. */
  openTimeoutMs: 10_000,
  /** Time for HELLO after the open. */
  helloTimeoutMs: 10_000,
  /** Time for READY after IDENTIFY. */
  readyTimeoutMs: 15_000,
  /**
   * Time for each of these four steps while attempts get no answer. Several short attempts detect that the
   * network works again sooner than one long attempt does. On a slow network, the time is eight round trips if
   * that is longer.
   */
  quickTimeoutMs: 1_500,
  /** A connection is stable after this time in `ready`: the count of waits and attempts starts over. */
  readyLastsMs: 10_000,
  /** Time for the closing handshake before the link is terminated. */
  closeTimeoutMs: 1_000,
  /** Time without data from the server, while an answer is pending, after which the link counts as dead. */
  deadLinkMs: 12_000,
  /** The same, right after the device woke up or its network returned. */
  wakeTimeoutMs: 5_000,
  /** Maximum time between two heartbeats; set it below the server's interval if the path cuts idle links. */
  heartbeatMaxMs: Number.POSITIVE_INFINITY,
  /** Maximum accepted wait in RECONNECT and `Retry-After`; longer ones are capped. */
  requestedWaitMaxMs: 300_000,
} as const;

/** Each in ms. */
export type ClientTimeouts = { readonly [Name in keyof typeof CLIENT_LIMITS]: number };
