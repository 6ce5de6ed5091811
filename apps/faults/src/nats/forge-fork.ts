/**
 * Appends a fork: a second record with the same predecessor as the newest one. NATS servers before 2.11 accept such a
 * record, because they compare the predecessor before they replicate.
 */
import type { NatsServers } from '@wearwire/test-support/nats';
import { LOG_STREAM } from './nats-cluster.js';

const RECORD_HEADER = 'Wearwire-Record';
/** Index of the broker's name in the header. */
const NODE_INDEX = 5;
const VALUE_KEY = '"val":';

export async function forgeFork(servers: NatsServers): Promise<void> {
  const { subject, headers, data } = await servers.newest(LOG_STREAM);
  const head = JSON.parse(headers.get(RECORD_HEADER) ?? '[]') as unknown[];
  head[NODE_INDEX] = 'forger';
  const forged = Buffer.from(data);
  // Change the first digit of the value, so that readers of the fork get another event.
  const at = forged.indexOf(VALUE_KEY) + VALUE_KEY.length;
  forged.write(forged.toString('latin1', at, at + 1) === '9' ? '1' : '9', at);
  const record = new Map([[RECORD_HEADER, JSON.stringify(head)]]);
  await servers.publish({ subject, headers: record, data: forged });
}
