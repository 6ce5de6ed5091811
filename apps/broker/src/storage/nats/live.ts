/** A record as it is announced to the other brokers when it is stored: the message of the stream and where it is. */
import { headers, type Msg } from '@nats-io/transport-node';
import type { StoredMessage } from './jet.js';
import { RECORD_HEADER, type StoredHead } from './record.js';

const SEQ_HEADER = 'Wearwire-Seq';

export function liveHeaders({ streamSeq }: StoredHead, recordHeader: string) {
  const set = headers();
  set.set(SEQ_HEADER, String(streamSeq));
  set.set(RECORD_HEADER, recordHeader);
  return { headers: set };
}

export function liveMessage({ headers: set, subject, data }: Msg): StoredMessage {
  return {
    seq: Number(set?.get(SEQ_HEADER)),
    subject,
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    header: (name) => set?.get(name) ?? '',
  };
}
