// Opens and closes brokers and prints the heap size after each batch; run with --expose-gc.
// Arguments: JSON of the options, brokers per batch, number of batches. stdout: JSON of heap sizes in bytes.
import { join } from 'node:path';
import { createBroker } from '../dist/index.js';

const [options, batch, batches] = process.argv.slice(2).map((text) => JSON.parse(text));

/** Collects garbage until the heap does not shrink any more, so that objects of timers and promises are released. */
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
    // Each broker gets a new directory, because a separate process would first read an existing one, which takes time.
    const data = join(options.data, `${i}-${j}`);
    const developers = [{ id: 'a', key: 'k' }];
    const broker = await createBroker({ port: 0, developers, ...options, data });
    await broker.close();
  }
  heaps.push(await settledHeap());
}
process.stdout.write(JSON.stringify(heaps));
