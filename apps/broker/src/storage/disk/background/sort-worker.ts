/** The thread that sorts one segment; see `sort-thread.ts`. */
import { constants, setPriority } from 'node:os';
import { type MessagePort, parentPort, workerData } from 'node:worker_threads';
import { blockingFiles } from '../files/blocking-files.js';
import { type SortJob, sortSegment } from '../segment/sort-segment.js';

/** The input of the thread. */
export interface SortTask {
  readonly directory: string;
  readonly job: SortJob;
}

const { directory, job } = workerData as SortTask;
const owner = parentPort as MessagePort;

// On Linux this sets the priority of the calling thread only; elsewhere it would apply to the whole process.
if (process.platform === 'linux') setPriority(constants.priority.PRIORITY_LOW);

/** Waits until the main thread, which sets the pace, lets the sorting continue. */
function pause(): Promise<void> {
  return new Promise((resolve) => {
    owner.once('message', resolve);
    owner.postMessage(null);
  });
}

await sortSegment(blockingFiles(directory), job, { pause });
