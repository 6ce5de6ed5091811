/** REPLAY: one more cursor over the log, beside the live one. */
import { rangeOfReplay } from '@wearwire/protocol';
import { replayPayloadOf } from '@wearwire/protocol/server';
import type { Client } from '../client.js';
import { payloadOf } from './payload.js';

export function replay(client: Client, bytes: Uint8Array): void {
  const { scanner, settings } = client.gateway;
  const payload = replayPayloadOf(payloadOf(bytes, scanner));
  if (!payload.ok) return client.refuseFrame(payload.error);
  const { consumer } = client;
  if (consumer === undefined) return;
  if (consumer.feed.replaysPending >= settings.replaysPendingMax) {
    return client.refuseLimit('replaysPendingMax');
  }
  consumer.feed.replay(rangeOfReplay(payload.value, consumer.stream.committedSeq));
}
