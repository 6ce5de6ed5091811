/** Sorts each segment on a separate thread, which ends afterwards and so releases its memory. */
import { Worker } from 'node:worker_threads';
import type { SortTask } from './sort-worker.js';
import type { SortRunner } from './sorting.js';

const WORKER = new URL('./sort-worker.js', import.meta.url);

export function sortOnThread(directory: string): SortRunner {
  return (job, pause) => {
    const task: SortTask = { directory, job };
    const worker = new Worker(WORKER, { workerData: task, execArgv: [], name: 'wearwire sort' });
    let failure: unknown;
    const fail = (error: unknown): void => {
      failure ??= error;
      worker.terminate();
    };
    worker.on('error', fail);
    worker.on('message', () => {
      pause().then(() => worker.postMessage(null), fail);
    });
    return new Promise((resolve, reject) => {
      worker.once('exit', (code) => {
        if (code === 0 && failure === undefined) resolve();
        else reject(failure ?? new Error(`the sort thread exited with ${code}`));
      });
    });
  };
}
