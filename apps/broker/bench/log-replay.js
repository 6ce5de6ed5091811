/**
 * Replay of one developer out of many: from segments as they were written, from sorted ones, and, as the
 * control, the same number of bytes read from a file from end to end.
 */
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { LogDriver, OpenedLog } from '../dist/storage/contract/log-driver.js';
import { BYTES_PER_EVENT, developerId, openLog } from './log-data.js';
import { compare } from './rounds.js';

const PAGE_BYTES = 256 * 1024;
const DEVELOPERS_A_ROUND = 4;

export async function benchLogReplay(unsortedPath, sortedPath, events) {
  const unsorted = await openLog(unsortedPath);
  const sorted = await openLog(sortedPath);
  const file = await open(join(sortedPath, '00000001.segment'), 'r');
  const { size } = await file.stat();
  const { lastSeq } = await new LogDriver(sorted).head(developerId(0));
  const bytes = lastSeq * BYTES_PER_EVENT * DEVELOPERS_A_ROUND;
  const page = Buffer.alloc(PAGE_BYTES);
  const readPlain = async () => {
    for (let done = 0; done < bytes; done += PAGE_BYTES) {
      await file.read(page, 0, PAGE_BYTES, done % (size - PAGE_BYTES));
    }
    return lastSeq * DEVELOPERS_A_ROUND;
  };
  const replayFrom = (log) => async (round) => {
    let seen = 0;
    for (let i = 0; i < DEVELOPERS_A_ROUND; i++) {
      seen += await replay(log, developerId((round + 1) * DEVELOPERS_A_ROUND + i), lastSeq);
    }
    if (seen !== lastSeq * DEVELOPERS_A_ROUND) throw new Error(`${seen} events were replayed`);
    return seen;
  };
  await compare(
    `replay of one developer out of ${events.toLocaleString('en')} events`,
    'events',
    31,
    [
      ['plain read of as many bytes, from end to end', readPlain],
      ['from segments as they were written', replayFrom(unsorted)],
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
