/**
 * SUBMIT, the hot path: checks the bytes in place and passes them to the stream, without parsing them into objects.
 */
import type { Frame } from '../frame.js';
import { ProducerRole } from '../roles/producer.js';
import type { Session } from '../session.js';
import { stampMissingTs } from './stamp.js';

export function submit(session: Session, frame: Frame): void {
  const { bytes, parts } = frame;
  if (!parts.hasObjectD(bytes) || !parts.hasNonEmptyT(bytes)) {
    return session.refuseFrame('invalid-submit');
  }
  const { role } = session;
  if (!(role instanceof ProducerRole)) return;
  const { settings, turns } = session.gateway;
  const exceeded = role.rates?.take(bytes.length, turns.nowMs);
  if (exceeded !== undefined) return session.refuseLimit(exceeded);
  if (settings.stampMissingTs) stampMissingTs(frame);
  if (!role.submit(frame)) session.refuseFrame('invalid-n');
}
