/** Repeated kill -9 under load and restart: delivered events are stored, and no seq is used twice. */
import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { Client, type Target, until } from './client.js';
import { temporaryDirectory } from './temporary-directory.js';

const A = 'a:key-of-a';
const ROUNDS = 5;
const PRODUCERS = 8;

interface BrokerProcess {
  readonly child: ChildProcess;
  readonly target: Target;
}

async function startProcess(data: string, durability: string): Promise<BrokerProcess> {
  const script = fileURLToPath(new URL('./broker-process.js', import.meta.url));
  const child = spawn(process.execPath, [script, data, '0', durability], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const [line] = await once(createInterface({ input: child.stdout }), 'line');
  return { child, target: JSON.parse(line) };
}

async function kill(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGKILL');
  await exited;
}

/** The DISPATCHes that consumers have received, by seq. */
class Seen {
  readonly texts = new Map<number, string>();

  /** Adds those of a consumer. Fails if two of them have the same seq and different events. */
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
    Array.from({ length: PRODUCERS }, (_, i) => Client.producer(target, A, `u${i}`)),
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

describe.each(['process', 'disk'])('broker with durability %s', (durability) => {
  it('[P-DIS-2] [P-DIS-3] after kill -9 under load no delivered event is lost, no seq is used twice, and there is no gap', async () => {
    await using directory = await temporaryDirectory();
    const seen = new Seen();
    for (let round = 1; round <= ROUNDS; round++) {
      const { child, target } = await startProcess(directory.path, durability);
      using consumer = await Client.consumer(target, A);
      const load = submitUntilKilled(target, round, consumer);
      await until(() => consumer.seqs.length > 2_000 * round);
      await kill(child);
      await load;
      await consumer.closing();
      seen.add(consumer);
    }
    const { child, target } = await startProcess(directory.path, durability);
    try {
      using reader = await Client.consumer(target, A);
      const newest = [...seen.texts.keys()].reduce((a, b) => Math.max(a, b));
      reader.send({ op: 7, d: { after: 0, before: newest + 1 } });
      await until(() => reader.seqs.length === newest);
      expect(reader.seqs).toEqual(Array.from({ length: newest }, (_, i) => i + 1));
      seen.add(reader);
    } finally {
      await kill(child);
    }
  });
});
