/** The thread that sorts one segment and ends; see `sort-thread.ts`. */
import { constants, setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { blockingFiles } from '../files/blocking-files.js';
import { type SortJob, sortSegment } from '../segment/sort-segment.js';

/** What the thread is told. */
export interface SortTask {
  readonly directory: string;
  readonly job: SortJob;
}

const { directory, job } = workerData as SortTask;
const owner = parentPort as MessagePort;

// On Linux this is the priority of the calling thread alone; elsewhere it would be the whole process's.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

/** Asks to go on and waits for the answer. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    owner.once('message', resolve);
    owner.postMessage(null);
  });
}

await sortSegment(blockingFiles(directory), job, { pause });
