/** Compares appends to a full log with appends to an empty one; the control only writes the bytes to a file. */
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
const CHUNKS_PER_COMMIT = 100;

/** `path`: directory of a log with `events` events, to which the benchmark appends more. */
export async function benchLogAppend(path, events) {
  const directory = await temporaryDirectory();
  const bare = await open(join(directory.path, 'bare'), 'w');
  const group = Buffer.alloc(CHUNKS_PER_COMMIT * CHUNK_EVENTS * BYTES_PER_EVENT);
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
    for (let done = 0; done < CHUNKS; done += CHUNKS_PER_COMMIT) await bare.write(group);
    return CHUNKS * CHUNK_EVENTS;
  };
  const [, emptyRates, fullRates] = await compare('append', 'events', 101, [
    ['write of the frames to a file, nothing else', writeBare],
    ['append to an empty log', () => toEmpty.append(CHUNKS, CHUNKS_PER_COMMIT), makeEmpty],
    [
      `append to a log of ${events.toLocaleString('en')} events`,
      () => toFull.append(CHUNKS, CHUNKS_PER_COMMIT),
    ],
  ]);
  console.log(`full against empty: ${ratio(fullRates, emptyRates).toFixed(2)} x\n`);
  await Promise.all([empty.close(), full.close(), bare.close()]);
  await directory.remove();
}
