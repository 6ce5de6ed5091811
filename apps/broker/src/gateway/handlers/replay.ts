/** REPLAY: one more cursor over the log, beside the live one. */
import { CloseCode, rangeOfReplay } from '@wearwire/protocol';
import { replayPayloadOf } from '@wearwire/protocol/server';
import type { Connection } from '../connection.js';
import { payloadOf } from './payload.js';

export function replay(connection: Connection, bytes: Uint8Array): void {
  const { scanner, settings } = connection.gateway;
  const payload = replayPayloadOf(payloadOf(bytes, scanner));
  if (!payload.ok) return connection.refuseFrame(payload.error);
  const { consumer } = connection;
  if (consumer === undefined) return;
  if (consumer.feed.replaysPending >= settings.replaysPendingMax) {
    return connection.refuse(CloseCode.LimitExceeded, 'too many REPLAYs at once');
  }
  consumer.feed.replay(rangeOfReplay(payload.value, consumer.stream.committedSeq));
}
