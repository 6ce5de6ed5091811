/**
 * Measures the effect of sorting on the live log: commit times of synced appends in three variants: no sorting,
 * sorting at the broker's pace, and sorting without pauses. Appends start at a fixed rate and do not wait for earlier
 * ones, so that a delay also shows in those behind it. In each of many short rounds every variant gets a window of time, so that other load of the machine affects
 * all of them equally. A sort that is in progress when its window ends pauses until the next one.
 */
import { unlink } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sortPace } from '../dist/storage/disk/background/sort-pace.js';
import { sortOnThread } from '../dist/storage/disk/background/sort-thread.js';
import { openDirectory } from '../dist/storage/disk/files/files.js';
import { readFooter } from '../dist/storage/disk/index/footer.js';
import { Appender, openLog, temporaryDirectory } from './log-data.js';
import { medianOf, ratio } from './rounds.js';

const ROUNDS = 61;
const WINDOW_MS = 400;
const CHUNKS_A_SECOND = 1_000;

/** `path`: directory of a log with an unsorted sealed segment. */
export async function benchLogSorting(path) {
  const live = await temporaryDirectory();
  const log = await openLog(live.path, { durability: 'disk' });
  const appender = await Appender.of(log);
  const stop = new AbortController();
  const variants = [
    { name: 'no sorting' },
    { name: 'sorting at the pace of the broker', pause: pauseOf(stop.signal) },
    { name: 'sorting without a pause', pause: (waitForWindow) => waitForWindow() },
  ];
  const job = await jobIn(path);
  const sorts = variants.map((variant, i) => {
    variant.p50 = [];
    variant.p99 = [];
    return (
      variant.pause && sortInWindows(variant, path, { ...job, copyName: `copy-${i}` }, stop.signal)
    );
  });
  for (let round = 0; round < ROUNDS; round++) {
    for (const variant of variants) {
      variant.begin?.();
      const times = await commitTimes(appender);
      variant.isOn = false;
      times.sort((a, b) => a - b);
      variant.p50.push(times[times.length >> 1]);
      variant.p99.push(times[Math.floor(times.length * 0.99)]);
    }
  }
  stop.abort();
  for (const variant of variants) variant.begin?.();
  await Promise.all(sorts);
  report(variants);
  await log.close();
  await live.remove();
}

/** The broker's pace, on a clock that stops during the windows of other variants. */
function pauseOf(signal) {
  let offMs = 0;
  const now = () => performance.now() - offMs;
  const pace = sortPace({ now, sleep: (ms) => sleep(ms, undefined, { signal }) });
  return async (waitForWindow) => {
    await pace(signal, () => 0);
    const startMs = performance.now();
    await waitForWindow();
    offMs += performance.now() - startMs;
  };
}

function report(variants) {
  console.log(`commit time of synced appends, median of ${ROUNDS} rounds, ratio to no sorting`);
  for (const variant of variants) {
    const figures = ['p50', 'p99'].map((part) => {
      const times = variant[part];
      const ratioToUnsorted = ratio(times, variants[0][part]).toFixed(2);
      return `${part} ${medianOf(times).toFixed(2).padStart(6)} ms ${ratioToUnsorted} x`;
    });
    const sorted = variant.sorts === undefined ? '' : `, segment sorted ${variant.sorts} times`;
    console.log(`${figures.join('   ')}   ${variant.name}${sorted}`);
  }
  console.log('');
}

async function jobIn(path) {
  const name = '00000001.segment';
  const file = await (await openDirectory(path)).open(name);
  const footer = await readFooter(file, await file.size());
  await file.close();
  return { name, recordsEnd: footer.start };
}

/** Sorts the same segment repeatedly during the windows of the variant. */
async function sortInWindows(variant, path, job, signal) {
  const run = sortOnThread(path);
  variant.sorts = 0;
  const waitForWindow = async () => {
    while (!variant.isOn && !signal.aborted) {
      await new Promise((resolve) => {
        variant.begin = () => {
          variant.isOn = true;
          resolve();
        };
      });
    }
    signal.throwIfAborted();
  };
  while (!signal.aborted) {
    await run(job, () => variant.pause(waitForWindow)).then(
      () => variant.sorts++,
      (error) => {
        if (!signal.aborted) throw error;
      },
    );
    await unlink(join(path, job.copyName)).catch(() => {});
  }
}

/** Starts each append when it is due, even if the previous one is not committed. */
async function commitTimes(appender) {
  const times = [];
  const appends = [];
  const startMs = performance.now();
  for (let sent = 0; performance.now() - startMs < WINDOW_MS; await sleep(1)) {
    const due = Math.floor(((performance.now() - startMs) * CHUNKS_A_SECOND) / 1000);
    for (; sent < due; sent++) {
      const sentAtMs = performance.now();
      appends.push(appender.append(1).then(() => times.push(performance.now() - sentAtMs)));
    }
  }
  await Promise.all(appends);
  return times;
}
