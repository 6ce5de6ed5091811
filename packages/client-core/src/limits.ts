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
   * Time for each of these four steps while the network is silent: several short attempts notice sooner than
   * one long attempt that the network works again. At least eight round trips.
   */
  quickTimeoutMs: 1_500,
  /** After this time in `ready` a connection counts as stable: waits and attempts start over. */
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
  comeBackMaxMs: 300_000,
} as const;

/** Each in ms. */
export type ClientTimeouts = { readonly [Name in keyof typeof CLIENT_LIMITS]: number };
