/** REPLAY: adds a cursor over the log beside the live one. */
import { rangeOfReplay } from '@wearwire/protocol';
import { replayPayloadOf } from '@wearwire/protocol/server';
import type { Frame } from '../frame.js';
import { ConsumerRole } from '../roles/consumer.js';
import type { Session } from '../session.js';

export function replay(session: Session, frame: Frame): void {
  const payload = replayPayloadOf(frame.payload());
  if (!payload.ok) return session.refuseFrame(payload.error);
  const { role } = session;
  if (!(role instanceof ConsumerRole)) return;
  const { feed, stream } = role;
  if (feed.replaysPending >= session.gateway.settings.replaysPendingMax) {
    return session.refuseLimit('replaysPendingMax');
  }
  feed.replay(rangeOfReplay(payload.value, stream.committedSeq));
}
