import type { DispatchFrame, IdentifyFrame, Negotiated } from '@wearwire/protocol';
import type { ClientError } from './errors.js';
import type { ExtensionFrame } from './link.js';
import type { StateChange } from './session-state.js';

/**
 * Callbacks of a session to the client that is built on it. They are code of that client, not of its user, and must
 * not throw. They are called without `this`.
 */
export interface SessionHooks {
  readonly dispatched?: (frame: DispatchFrame) => void;
  /** A frame of a negotiated extension. */
  readonly extended?: (frame: ExtensionFrame) => void;
  /** Returns members of IDENTIFY besides token and role, for the negotiated extensions. */
  readonly identifyExtras?: (
    negotiated: Negotiated,
  ) => Pick<IdentifyFrame['d'], 'after' | 'producer_id'>;
  /** The `ordinal`-th HEARTBEAT of this connection is being sent. */
  readonly beatSent?: (ordinal: number) => void;
  readonly beatAcked?: (ordinal: number) => void;
  /** Called after each change of state; in `ready`, frames may be sent. */
  readonly changed: (change: StateChange) => void;
  readonly failed: (error: ClientError) => void;
  /** The last call, made once. */
  readonly ended: (error: ClientError | undefined) => void;
}
