/**
 * What a session tells the client that it serves. The hooks are that client's own code, not the user's: they
 * do not throw. They are functions, called without `this`.
 */
import type { DispatchFrame, IdentifyFrame, Negotiated } from '@wearwire/protocol';
import type { ClientError } from './errors.js';
import type { ExtensionFrame } from './link.js';
import type { StateChange } from './session-state.js';

/** What a session tells the client that is built on it. */
export interface SessionHooks {
  readonly dispatched?: (frame: DispatchFrame) => void;
  /** A frame of an extension that was asked for and confirmed. */
  readonly extended?: (frame: ExtensionFrame) => void;
  /** What an IDENTIFY carries beside token and role, where `negotiated` has the extension for it. */
  readonly identifyExtras?: (
    negotiated: Negotiated,
  ) => Pick<IdentifyFrame['d'], 'after' | 'producer_id'>;
  /** A HEARTBEAT leaves now, the `ordinal`-th of this connection. */
  readonly beatSent?: (ordinal: number) => void;
  readonly beatAcked?: (ordinal: number) => void;
  /** After each change; `ready` means that frames may be sent. */
  readonly changed: (change: StateChange) => void;
  readonly failed: (error: ClientError) => void;
  /** Once, last of all. */
  readonly ended: (error: ClientError | undefined) => void;
}
