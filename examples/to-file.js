/**
 * Consumer: every reading once into a file, a line of JSON each. The file itself is the place where the
 * consumer goes on: no second file can disagree with it, and half a line that a crash left is cut off.
 *
 *   node to-file.js readings.ndjson
 */
import { open } from 'node:fs/promises';
import { createConsumer, tokenFromServer } from '@wearwire/client-consumer';
import { developer, url } from './settings.js';

const path = process.argv[2] ?? 'readings.ndjson';
const file = await open(path, 'a+');

const cursor = {
  async load() {
    const text = await file.readFile('utf8');
    const whole = text.slice(0, text.lastIndexOf('\n') + 1);
    await file.truncate(Buffer.byteLength(whole));
    const last = whole.trimEnd().split('\n').at(-1);
    if (!last) return undefined;
    const { seq, epoch } = JSON.parse(last);
    return { seq, epoch };
  },
  save() {}, // the lines are there already
};

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const getToken = tokenFromServer(developer);
const consumer = createConsumer({ url, getToken, cursor, after: 0, signal: stop.signal });
consumer.on('gap', ({ from, to }) => console.error(`${from} to ${to} are no longer kept`));
consumer.on('error', (error) => console.error(error.message));

for await (const { seq, epoch, uid, type, reading } of consumer) {
  await file.appendFile(`${JSON.stringify({ seq, epoch, uid, type, reading })}\n`);
}
await file.close();
