/** Appends to a full log compared with an empty one; the control only writes the bytes. */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import {
  Appender,
  BYTES_PER_EVENT,
  CHUNK_EVENTS,
  openLog,
  temporaryDirectory,
} from './log-data.js';
import { compare, ratio } from './rounds.js';

const CHUNKS = 5_000;
const TOGETHER = 100;

/** `path`: directory of a log with `events` events; the benchmark adds a few. */
export async function benchLogAppend(path, events) {
  const directory = await temporaryDirectory();
  const bare = await open(join(directory.path, 'bare'), 'w');
  const group = Buffer.alloc(TOGETHER * CHUNK_EVENTS * BYTES_PER_EVENT);
  const full = await openLog(path);
  const toFull = await Appender.of(full);
  let empty;
  let toEmpty;
  const makeEmpty = async (round) => {
    await empty?.close();
    empty = await openLog(join(directory.path, `empty-${round}`));
    toEmpty = await Appender.of(empty);
  };
  const writeBare = async () => {
    for (let done = 0; done < CHUNKS; done += TOGETHER) await bare.write(group);
    return CHUNKS * CHUNK_EVENTS;
  };
  const [, emptyRates, fullRates] = await compare('append', 'events', 101, [
    ['write of the frames to a file, nothing else', writeBare],
    ['append to an empty log', () => toEmpty.append(CHUNKS, TOGETHER), makeEmpty],
    [
      `append to a log of ${events.toLocaleString('en')} events`,
      () => toFull.append(CHUNKS, TOGETHER),
    ],
  ]);
  console.log(`full against empty: ${ratio(fullRates, emptyRates).toFixed(2)} x\n`);
  await Promise.all([empty.close(), full.close(), bare.close()]);
  await directory.remove();
}
