/** Why a client connects: told to `getToken` and with each change of state. */
import type { Awaited } from './errors.js';

/** Why a connection is made, told apart by `kind`. */
export type ConnectReason =
  /** The first connection. */
  | { readonly kind: 'start' }
  /** The link ended; `code` is the close code, 1006 where there was none. */
  | { readonly kind: 'closed'; readonly code: number }
  /** Something that the server owes did not come in time. */
  | { readonly kind: 'no-answer'; readonly awaited: Awaited }
  /** The attempt before this one got no token. */
  | { readonly kind: 'no-token' }
  /** `networkChanged()` was called, or the device told that its network is another one. */
  | { readonly kind: 'network-changed' }
  /** The client itself had let go of the link (its buffer was full) and takes it up again. */
  | { readonly kind: 'resumed' };
