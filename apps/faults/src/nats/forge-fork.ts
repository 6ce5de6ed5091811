/**
 * Appends a fork: a second record behind the predecessor of the newest one, as servers before 2.11 let through that
 * compare before they replicate.
 */
import type { NatsServers } from '@wearwire/test-support/nats';
import { LOG_STREAM } from './nats-cluster.js';

const RECORD_HEADER = 'Wearwire-Record';
/** Place of the broker's name in the header. */
const NODE_INDEX = 5;
const VALUE_KEY = '"val":';

export async function forgeFork(servers: NatsServers): Promise<void> {
  const { subject, headers, data } = await servers.newest(LOG_STREAM);
  const head = JSON.parse(headers.get(RECORD_HEADER) ?? '[]') as unknown[];
  head[NODE_INDEX] = 'forger';
  const forged = Buffer.from(data);
  const at = forged.indexOf(VALUE_KEY) + VALUE_KEY.length;
  forged[at] = forged[at] === 0x39 ? 0x31 : 0x39;
  const record = new Map([[RECORD_HEADER, JSON.stringify(head)]]);
  await servers.publish({ subject, headers: record, data: forged });
}
