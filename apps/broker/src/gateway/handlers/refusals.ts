/** Handlers that refuse or ignore a frame because of the session's state or role. */
import { CloseCode } from '@wearwire/protocol';
import type { Session } from '../session.js';

/** Refuses an opcode that no client may send, or that this role may not send (P-OP-1, P-OP-2, P-OP-3). */
export function invalidOpcode(session: Session): void {
  session.refuse(CloseCode.InvalidOpcode);
}

export function notIdentified(session: Session): void {
  session.refuse(CloseCode.NotIdentified);
}

/** Refuses a second IDENTIFY, even while the first is still being processed (P-ID-6). */
export function alreadyIdentified(session: Session): void {
  session.refuse(CloseCode.AlreadyIdentified);
}

export function ignore(): void {}
