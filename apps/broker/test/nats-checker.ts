/** Reads a log on NATS from its first event like a new broker, and compares other brokers with it. */
import assert from 'node:assert/strict';
import { chunkFrame } from '../src/storage/chunk.js';
import { upTo } from '../src/storage/contract/events.js';
import { OpenedLog } from '../src/storage/contract/log-driver.js';
import type { Storage } from '../src/storage/ports.js';

/** An event in the log. */
export interface LoggedEvent {
  readonly seq: number;
  readonly uid: string;
  readonly d: { readonly val?: unknown; readonly pad?: string };
}

const PAGE_BYTES = 100_000;

/** All events of the developer. Throws if one is missing, repeated, or has a wrong seq. */
export async function walk(storage: Storage, developerId: string): Promise<LoggedEvent[]> {
  const { log } = await OpenedLog.open(storage.log, developerId);
  const events: LoggedEvent[] = [];
  try {
    while (events.length < log.lastSeq) {
      const range = { first: events.length + 1, last: log.lastSeq };
      const page = await log.read(range, PAGE_BYTES);
      assert.ok(page.length > 0, `seq ${range.first} of ${log.lastSeq} cannot be read`);
      for (const chunk of page) {
        for (let i = 0; i < chunk.ends.length; i++) {
          const event = JSON.parse(chunkFrame(chunk, i).toString()) as LoggedEvent;
          assert.equal(event.seq, events.length + 1, 'the log has each event once, without a gap');
          events.push(event);
        }
      }
    }
    return events;
  } finally {
    log.close();
  }
}

/** Asserts that the log has events 1 to `sent[uid]` of each user once, in order. */
export function assertOnce(
  events: readonly LoggedEvent[],
  sent: Readonly<Record<string, number>>,
): void {
  for (const [uid, count] of Object.entries(sent)) {
    const values = events.filter((event) => event.uid === uid).map(({ d }) => d.val);
    assert.deepEqual(values, upTo(count), `each event of ${uid} once`);
  }
}
