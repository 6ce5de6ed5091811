/**
 * Measures the replay of one developer out of many, from unsorted and from sorted segments. The control reads
 * the same number of bytes sequentially from a file.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LogDriver, OpenedLog } from '../dist/storage/contract/log-driver.js';
import { BYTES_PER_EVENT, developerId, openLog } from './log-data.js';
import { compare } from './rounds.js';

const PAGE_BYTES = 256 * 1024;
const DEVELOPERS_PER_ROUND = 4;

export async function benchLogReplay(unsortedPath, sortedPath, events) {
  const unsorted = await openLog(unsortedPath);
  const sorted = await openLog(sortedPath);
  const file = await open(join(sortedPath, '00000001.segment'), 'r');
  const { size } = await file.stat();
  const { lastSeq } = await new LogDriver(sorted).head(developerId(0));
  const bytes = lastSeq * BYTES_PER_EVENT * DEVELOPERS_PER_ROUND;
  const page = Buffer.alloc(PAGE_BYTES);
  const readPlain = async () => {
    for (let done = 0; done < bytes; done += PAGE_BYTES) {
      await file.read(page, 0, PAGE_BYTES, done % (size - PAGE_BYTES));
    }
    return lastSeq * DEVELOPERS_PER_ROUND;
  };
  const replayFrom = (log) => async (round) => {
    let seen = 0;
    for (let i = 0; i < DEVELOPERS_PER_ROUND; i++) {
      seen += await replay(log, developerId((round + 1) * DEVELOPERS_PER_ROUND + i), lastSeq);
    }
    if (seen !== lastSeq * DEVELOPERS_PER_ROUND)
      throw new Error(`replayed ${seen} events instead of ${lastSeq * DEVELOPERS_PER_ROUND}`);
    return seen;
  };
  await compare(
    `replay of one developer out of ${events.toLocaleString('en')} events`,
    'events',
    31,
    [
      ['sequential read of as many bytes (control)', readPlain],
      ['from unsorted segments', replayFrom(unsorted)],
      ['from sorted segments', replayFrom(sorted)],
    ],
  );
  await Promise.all([unsorted.close(), sorted.close(), file.close()]);
}

async function replay(eventLog, id, last) {
  const { log } = await OpenedLog.open(eventLog, id);
  let seen = 0;
  let next = 1;
  while (next <= last) {
    for (const chunk of await log.read({ first: next, last }, PAGE_BYTES)) {
      seen += chunk.ends.length;
      next = chunk.first + chunk.ends.length;
    }
  }
  return seen;
}
