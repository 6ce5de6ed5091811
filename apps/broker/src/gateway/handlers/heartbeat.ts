/** HEARTBEAT: one ACK each, paced, sent after the preceding SUBMITs are stored. */
import type { Session } from '../session.js';

export function acknowledge(session: Session): void {
  const { wheel, monotonicMs } = session.gateway;
  const nowMs = monotonicMs();
  session.heartbeatReceived(nowMs);
  wheel.schedule(session, session.sendAcks(nowMs));
}
