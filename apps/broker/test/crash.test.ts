/** Repeated kill -9 under load and restart: delivered events are stored, and no seq is used twice. */

import { temporaryDirectory } from '@wearwire/test-support';
import { describe, expect, it } from 'vitest';
import { Client, type Target, until } from './client.js';
import { ObservedBroker } from './observed-broker.js';
import { range } from './range.js';
import { A } from './start-test-broker.js';

const ROUNDS = 5;
const PRODUCERS = 8;

/** The DISPATCHes that consumers have received, by seq. */
class Seen {
  readonly texts = new Map<number, string>();

  /** Adds those that `consumer` has received. Fails if another event with the same seq has been seen. */
  add(consumer: Client): void {
    for (const text of consumer.texts) {
      const { op, seq } = JSON.parse(text);
      if (op !== 5) continue;
      expect(this.texts.get(seq) ?? text).toBe(text);
      this.texts.set(seq, text);
    }
  }
}

/** Submits distinct events from many producers until the broker is killed. */
async function submitUntilKilled(target: Target, round: number, consumer: Client): Promise<void> {
  const producers = await Promise.all(
    range(1, PRODUCERS).map((i) => Client.producer(target, A, `u${i}`)),
  );
  let n = 0;
  const isAlive = () => producers.some((producer) => producer.closed === undefined);
  while (isAlive() && consumer.closed === undefined) {
    for (const [i, producer] of producers.entries()) {
      if (producer.closed !== undefined) continue;
      for (let k = 0; k < 20; k++) producer.submit(round * 1e9 + i * 1e7 + n++);
    }
    await new Promise((resolve) => setImmediate(resolve));
  }
  for (const producer of producers) producer[Symbol.dispose]();
}

describe.each(['process', 'disk'] as const)('broker with durability %s', (durability) => {
  it('[P-DIS-2] [P-DIS-3] after kill -9 under load no delivered event is lost, no seq is used twice, and there is no gap', async () => {
    await using directory = await temporaryDirectory();
    const settings = { data: directory.path, options: { durability } };
    const seen = new Seen();
    for (let round = 1; round <= ROUNDS; round++) {
      await using broker = await ObservedBroker.start(settings);
      using consumer = await Client.consumer(broker, A);
      const load = submitUntilKilled(broker, round, consumer);
      await until(() => consumer.seqs.length > 2_000 * round);
      await broker.end('SIGKILL');
      await load;
      await consumer.closing();
      seen.add(consumer);
    }
    await using broker = await ObservedBroker.start(settings);
    using reader = await Client.consumer(broker, A);
    const newest = [...seen.texts.keys()].reduce((a, b) => Math.max(a, b));
    reader.send({ op: 7, d: { after: 0, before: newest + 1 } });
    await until(() => reader.seqs.length === newest);
    expect(reader.seqs).toEqual(range(1, newest));
    seen.add(reader);
  });
});
