// Opens and closes brokers and tells the heap after each batch: run with --expose-gc.
// Arguments: JSON of the options, brokers in a batch, batches. stdout: JSON of heap sizes in bytes.
import { join } from 'node:path';
import { createBroker } from '../dist/index.js';

const [options, batch, batches] = process.argv.slice(2).map((text) => JSON.parse(text));

/** What is let go of in timers and promises has gone by then: the heap no longer shrinks. */
async function settledHeap() {
  for (let least = Infinity; ; ) {
    globalThis.gc();
    await new Promise((resolve) => setTimeout(resolve, 100));
    globalThis.gc();
    const { heapUsed } = process.memoryUsage();
    if (heapUsed > least - 10_000) return Math.min(heapUsed, least);
    least = heapUsed;
  }
}

const heaps = [];
for (let i = 0; i < batches; i++) {
  for (let j = 0; j < batch; j++) {
    // A new directory each: an old one is first read by a process of its own, which takes time.
    const data = join(options.data, `${i}-${j}`);
    const developers = [{ id: 'a', key: 'k' }];
    const broker = await createBroker({ port: 0, developers, ...options, data });
    await broker.close();
  }
  heaps.push(await settledHeap());
}
process.stdout.write(JSON.stringify(heaps));
