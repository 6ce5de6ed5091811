/**
 * A consumer that stops reading uses almost no memory of the broker, however many events arrive, because the log is its
 * buffer. The broker runs in a separate process, so that only its memory is measured.
 *
 * WEARWIRE_SLOW_EVENTS=600000 sets the full size; the default is a quarter of that.
 */

import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { Client, until } from './client.js';
import { ObservedBroker } from './observed-broker.js';
import { A } from './start-test-broker.js';

const EVENTS = Number(process.env.WEARWIRE_SLOW_EVENTS ?? 150_000);
const FILLER = 'x'.repeat(500);
const AT_ONCE = 500;

/** Submits the events and waits until they are stored. Returns the broker's peak memory during that time. */
async function submitAll(broker: ObservedBroker, producer: Client): Promise<number> {
  let residentBytes = 0;
  for (let sent = 0; sent < EVENTS; sent += AT_ONCE) {
    for (let i = 0; i < AT_ONCE; i++) producer.send({ op: 6, d: { filler: FILLER }, t: 'A' });
    await producer.roundTrip();
    residentBytes = Math.max(residentBytes, broker.residentBytes);
  }
  return residentBytes;
}

/** A consumer that records only gaps between its seqs. */
function follow(consumer: Client) {
  const seen = { last: 0, count: 0, breaks: [] as number[] };
  consumer.socket.removeAllListeners('message');
  consumer.socket.on('message', (data: Buffer) => {
    const seq = Number(/"seq":(\d+)/.exec(data.toString('latin1'))?.[1]);
    if (seq !== seen.last + 1) seen.breaks.push(seq);
    seen.last = seq;
    seen.count++;
  });
  return seen;
}

describe.runIf(process.platform === 'linux')('a consumer that stops reading', () => {
  it('[P-DIS-6] uses little memory of the broker, delays no other consumer, and receives every event once, in order', async () => {
    await using directory = await temporaryDirectory();
    // Sorting needs memory independently of readers.
    const options = {
      consumersPerDeveloper: 2,
      durability: 'process',
      sortSegments: 'off',
    } as const;
    await using broker = await ObservedBroker.start({ data: directory.path, options });
    using slow = await Client.consumer(broker, A);
    using neighbour = await Client.consumer(broker, A);
    using producer = await Client.producer(broker, A, 'u');
    const bySlow = follow(slow);
    const byNeighbour = follow(neighbour);
    // The control: the same events, and all consumers read.
    const control = await submitAll(broker, producer);
    await until(() => bySlow.last === EVENTS && byNeighbour.last === EVENTS);

    slow.socket.pause();
    const withSlow = await submitAll(broker, producer);
    await until(() => byNeighbour.last === 2 * EVENTS);
    const missing = 2 * EVENTS - bySlow.count;
    const missedBytes = missing * FILLER.length;
    console.log(
      `${missing} events (${mb(missedBytes)} MB) behind: ${mb(withSlow)} MB resident at most, ${mb(control)} MB without`,
    );
    expect(missing).toBeGreaterThan(EVENTS / 2);
    expect(withSlow - control).toBeLessThan(missedBytes / 2);

    slow.socket.resume();
    await until(() => bySlow.last === 2 * EVENTS);
    expect(bySlow.breaks).toEqual([]);
    expect(byNeighbour.breaks).toEqual([]);
  }, 300_000);
});

function mb(bytes: number): number {
  return Math.round(bytes / 1e6);
}
