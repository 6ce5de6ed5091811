/** Every limit and period that both clients keep: default and unit. Those of the wire are in protocol. */
import type { LimitDefault } from './options.js';

/** Limits and periods of every client, with default and unit; each may be given another value in the option `timeouts`. */
export const CLIENT_LIMITS = {
  /** Time for getToken to answer. */
  tokenTimeoutMs: { default: 15_000, unit: 'ms' },
  /** Time for the WebSocket to open. */
  openTimeoutMs: { default: 10_000, unit: 'ms' },
  /** Time for HELLO after the open. */
  helloTimeoutMs: { default: 10_000, unit: 'ms' },
  /** Time for READY after IDENTIFY. */
  readyTimeoutMs: { default: 15_000, unit: 'ms' },
  /** READY has lasted: waits and attempts start over. */
  readyLastsMs: { default: 10_000, unit: 'ms' },
  /** Time for the closing handshake before the link is cut. */
  closeTimeoutMs: { default: 2_000, unit: 'ms' },
  /** Time for the ACK of the HEARTBEAT that is sent when the device has woken up. */
  wakeTimeoutMs: { default: 5_000, unit: 'ms' },
  /** Longest wait that a server's RECONNECT is taken at its word for. */
  comeBackMaxMs: { default: 300_000, unit: 'ms' },
} as const satisfies Record<string, LimitDefault>;

/** Each in ms. */
export type ClientTimeouts = { readonly [Name in keyof typeof CLIENT_LIMITS]: number };
