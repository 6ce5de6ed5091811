/**
 * Consumer: writes every reading once to a file, one line of JSON each. The position is read from the last line of
 * this file, so that position and readings cannot disagree. An incomplete last line after a crash is removed.
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
    const complete = text.slice(0, text.lastIndexOf('\n') + 1);
    await file.truncate(Buffer.byteLength(complete));
    const last = complete.trimEnd().split('\n').at(-1);
    if (!last) return undefined;
    const { seq, epoch } = JSON.parse(last);
    return { seq, epoch };
  },
  save() {}, // The position is part of each line.
};

const stop = new AbortController();
process.once('SIGINT', () => stop.abort());
process.once('SIGTERM', () => stop.abort());

const getToken = tokenFromServer(developer);
const consumer = createConsumer({ url, getToken, cursor, after: 0, signal: stop.signal });
consumer.on('gap', ({ from, to }) => console.error(`${from} to ${to} are no longer stored`));
consumer.on('error', (error) => console.error(error.message));

for await (const { seq, epoch, uid, type, reading } of consumer) {
  await file.appendFile(`${JSON.stringify({ seq, epoch, uid, type, reading })}\n`);
}
await file.close();
