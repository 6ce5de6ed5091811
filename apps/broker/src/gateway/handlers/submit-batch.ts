/**
 * SUBMIT_BATCH (extension `batch`): several readings of one type, each stored as if submitted by itself. The whole
 * frame is checked before any reading is accepted: one invalid reading refuses all (P-EXT-12).
 */
import { BATCH_EVENTS_MAX } from '@wearwire/protocol';
import type { Frame } from '../frame.js';
import { ProducerRole } from '../roles/producer.js';
import type { Session } from '../session.js';
import { stampMissingTsOfBatch } from './stamp.js';

export function submitBatch(session: Session, frame: Frame): void {
  const { bytes, parts } = frame;
  const count = parts.hasNonEmptyT(bytes) ? parts.countItems(bytes, BATCH_EVENTS_MAX) : 0;
  if (count === 0) return session.refuseFrame('invalid-batch');
  const { role } = session;
  if (!(role instanceof ProducerRole)) return;
  const { settings, turns } = session.gateway;
  const exceeded = role.rates?.take(bytes.length, turns.nowMs, count);
  if (exceeded !== undefined) return session.refuseLimit(exceeded);
  if (settings.stampMissingTs) stampMissingTsOfBatch(frame, count);
  if (!role.submitBatch(frame, count)) session.refuseFrame('invalid-n');
}
