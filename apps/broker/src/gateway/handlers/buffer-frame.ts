/** Buffers a frame that arrives while the token is looked up; it is handled after READY (P-ID-8). */
import type { Frame } from '../frame.js';
import { AnonymousRole } from '../roles/anonymous.js';
import type { Session } from '../session.js';

export function bufferFrame(session: Session, frame: Frame): void {
  const { role } = session;
  if (!(role instanceof AnonymousRole)) return;
  const exceeded = role.buffer(frame.bytes);
  if (exceeded !== undefined) session.refuseLimit(exceeded);
}
