/**
 * `pnpm bench:micro`: benchmarks of parts of the broker, each with a control in the same run.
 * WEARWIRE_BENCH_EVENTS: events in the large log, 10 million by default (temporarily some 3 GB of disk).
 */
import { cp } from 'node:fs/promises';
import { join } from 'node:path';
import { sortOnThread } from '../dist/storage/disk/background/sort-thread.js';
import { benchDeadlineWheel } from './deadline-wheel.js';
import { benchFrameScanner } from './frame-scanner.js';
import { benchLogAppend } from './log-append.js';
import { fillLog, openLog, temporaryDirectory } from './log-data.js';
import { benchLogPauses } from './log-pauses.js';
import { benchLogReplay } from './log-replay.js';
import { benchLogSorting } from './log-sorting.js';
import { benchLogStart } from './log-start.js';

const EVENTS = Number(process.env.WEARWIRE_BENCH_EVENTS ?? 10_000_000);

await benchFrameScanner();
await benchDeadlineWheel();
await benchLogStart();
await benchLogPauses();
const directory = await temporaryDirectory();
try {
  const unsorted = join(directory.path, 'unsorted');
  const sorted = join(directory.path, 'sorted');
  await fillLog(unsorted, EVENTS);
  await cp(unsorted, sorted, { recursive: true });
  const log = await openLog(sorted, {
    sorting: { run: sortOnThread(sorted), pause: async () => {} },
  });
  await log.sorted();
  await log.close();
  await benchLogReplay(unsorted, sorted, EVENTS);
  await benchLogSorting(unsorted);
  await benchLogAppend(unsorted, EVENTS);
} finally {
  await directory.remove();
}
