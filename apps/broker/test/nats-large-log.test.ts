/** A log in NATS that is larger than the servers buffer for one connection. */
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { temporaryDirectory } from '@wearwire/test-support';
import { NatsServers, natsServer } from '@wearwire/test-support/nats';
import { expect, it } from 'vitest';
import { type Chunk, joinFrames } from '../src/storage/chunk.js';
import { OpenedLog } from '../src/storage/contract/log-driver.js';
import { PULL_BYTES_MAX } from '../src/storage/nats/limits.js';
import { TestBrokers } from './nats-concurrent-appends.js';

const RECORDS = 60;
const EVENTS_PER_RECORD = 5;
const EVENT_BYTES = 100_000;

function chunkFrom(first: number): Chunk {
  const frames = Array.from({ length: EVENTS_PER_RECORD }, (_, i) => {
    const d = { text: '·'.repeat(EVENT_BYTES / 2) };
    return Buffer.from(JSON.stringify({ op: 5, d, uid: 'u', seq: first + i, t: 'X' }));
  });
  return { epoch: 1, first, committedAtMs: Date.now(), ...joinFrames(frames), marks: [] };
}

it.skipIf(natsServer() === undefined)(
  '[P-REP-7] is read as a whole, although the servers close a connection that more than 8 MiB wait for',
  async () => {
    await using folder = await temporaryDirectory();
    const config = join(folder.path, 'nats.conf');
    await writeFile(config, `max_pending: ${2 * PULL_BYTES_MAX}\n`);
    await using servers = await NatsServers.start(1, { args: ['-c', config] });
    await using brokers = await TestBrokers.open(servers, 1);
    const [writer] = (await brokers.opened('a')) as [OpenedLog];
    for (let record = 0; record < RECORDS; record++) {
      await writer.append(chunkFrom(writer.log.lastSeq + 1));
    }
    const last = RECORDS * EVENTS_PER_RECORD;
    const reader = await OpenedLog.open((await brokers.add()).log, 'a');
    const pages = await reader.log.read({ first: 1, last }, Number.MAX_SAFE_INTEGER);
    expect(pages.reduce((count, { ends }) => count + ends.length, 0)).toBe(last);
    reader.log.close();
  },
);
