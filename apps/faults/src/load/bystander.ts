/** Starts the thread of the bystander and, on disposal, adds its report to the tally. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Target } from '../client/tokens.js';
import type { Tally } from '../tally.js';
import type { BystanderData, BystanderReport } from './bystander-thread.js';

export class Bystander implements AsyncDisposable {
  readonly #tally: Tally;
  readonly #worker: Worker;
  /** The report: the only message after `started`. The thread also ends if its connections are closed. */
  readonly #report: Promise<BystanderReport>;

  private constructor(tally: Tally, worker: Worker) {
    this.#tally = tally;
    this.#worker = worker;
    this.#report = once(worker, 'message').then(([report]) => report as BystanderReport);
  }

  /** Resolves when the bystander has connected. */
  static async start(target: Target, tally: Tally, credentials: string): Promise<Bystander> {
    const { url, httpUrl } = target;
    const workerData: BystanderData = { target: { url, httpUrl }, credentials };
    const worker = new Worker(new URL('./bystander-thread.js', import.meta.url), { workerData });
    await once(worker, 'message');
    return new Bystander(tally, worker);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#worker.postMessage('stop');
    const { received, missing, violations, latenciesMs } = await this.#report;
    const tally = this.#tally;
    for (const what of violations) tally.violate('bystanderIsUnharmed', what);
    tally.skipped += missing;
    tally.add('events of the bystander', received);
    tally.addDurations('latency of the bystander', latenciesMs);
  }
}
