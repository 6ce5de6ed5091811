/** The handlers of frames that a session does not take. */
import { CloseCode } from '@wearwire/protocol';
import type { Session } from '../session.js';

/** Refuses an opcode that no client may send, or that this role may not send (P-OP-1, P-OP-2, P-OP-3). */
export function invalidOpcode(session: Session): void {
  session.refuse(CloseCode.InvalidOpcode);
}

export function notIdentified(session: Session): void {
  session.refuse(CloseCode.NotIdentified);
}

/** One IDENTIFY a connection, also while the first is looked up (P-ID-6). */
export function alreadyIdentified(session: Session): void {
  session.refuse(CloseCode.AlreadyIdentified);
}

/** The frame has no effect. */
export function ignore(): void {}
