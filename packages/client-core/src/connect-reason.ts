/** Why a client connects: passed to `getToken` and with each change of state. */
import type { AwaitedAnswer } from './errors.js';

/** Why a client connects; see `kind`. */
export type ConnectReason =
  /** The first connection. */
  | { readonly kind: 'start' }
  /** The link ended; `code` is the close code, or 1006 without one. */
  | { readonly kind: 'closed'; readonly code: number }
  /** An answer of the server did not arrive in time. */
  | { readonly kind: 'no-answer'; readonly awaited: AwaitedAnswer }
  /** In the previous attempt `getToken` rejected, or resolved without a token. */
  | { readonly kind: 'no-token' }
  /** `networkChanged()` was called, or the device reported a different network. */
  | { readonly kind: 'network-changed' }
  /** The client had closed the link because its buffer was full, and now reconnects. */
  | { readonly kind: 'resumed' };
