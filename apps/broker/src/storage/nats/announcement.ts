/** The announcement of a stored record to the other brokers: the message and its stream sequence. */
import { headers, type Msg } from '@nats-io/transport-node';
import type { StoredMessage } from './jet.js';
import { RECORD_HEADER, type StoredHeader } from './record.js';

const SEQ_HEADER = 'Wearwire-Seq';

export function announcementHeaders({ streamSeq }: StoredHeader, recordHeader: string) {
  const set = headers();
  set.set(SEQ_HEADER, String(streamSeq));
  set.set(RECORD_HEADER, recordHeader);
  return { headers: set };
}

export function announcedMessage({ headers: set, subject, data }: Msg): StoredMessage {
  return {
    seq: Number(set?.get(SEQ_HEADER)),
    subject,
    data: Buffer.from(data.buffer, data.byteOffset, data.byteLength),
    header: (name) => set?.get(name) ?? '',
  };
}
