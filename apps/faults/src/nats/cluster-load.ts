/** The load on a cluster: one `Load` per broker. */
import type { Load } from '../load/load.js';
import type { LoadProducer } from '../load/load-producer.js';
import { until } from '../load/wait.js';
import type { Tally } from '../tally.js';

/** Longer than any outage that a fault of a row causes. */
export const ACKNOWLEDGEMENT_TIMEOUT_MS = 45_000;

export class ClusterLoad implements Disposable {
  readonly loads: readonly Load[];
  readonly #tally: Tally;
  readonly #targets: readonly AsyncDisposable[];

  /** `targets`: the brokers, or relays in front of them, to which the loads are connected. */
  constructor(tally: Tally, loads: readonly Load[], targets: readonly AsyncDisposable[]) {
    this.#tally = tally;
    this.loads = loads;
    this.#targets = targets;
  }

  get producers(): readonly LoadProducer[] {
    return this.loads.flatMap(({ producers }) => producers);
  }

  /** Longest time for which a producer that is still connected had no acknowledgement. */
  get longestPauseMs(): number {
    const open = this.producers.filter(({ client }) => client.isOpen);
    return Math.max(0, ...open.map(({ longestPauseMs }) => longestPauseMs));
  }

  /** Close codes of the producers that were closed. */
  get closeCodes(): readonly number[] {
    return this.loads.flatMap(({ closeCodes }) => closeCodes);
  }

  /** Waits until `count` further events of each connected producer are acknowledged. */
  async waitForAcknowledgements(count: number): Promise<void> {
    const due = this.producers.map(
      (producer) => [producer, producer.acknowledged + count] as const,
    );
    const isAcknowledged = await until(
      () =>
        due.every(([{ client, acknowledged }, wanted]) => acknowledged >= wanted || !client.isOpen),
      ACKNOWLEDGEMENT_TIMEOUT_MS,
    );
    if (!isAcknowledged) this.#failStalled();
  }

  /** Stops sending, and waits until everything is acknowledged. */
  async drain(): Promise<void> {
    const drained = await Promise.all(
      this.loads.map((load) => load.drain(ACKNOWLEDGEMENT_TIMEOUT_MS)),
    );
    if (drained.includes(false)) this.#failStalled();
  }

  #failStalled(): never {
    const what = `a producer lacked acknowledgements after ${ACKNOWLEDGEMENT_TIMEOUT_MS / 1_000} s`;
    this.#tally.violate('comesBack', what);
    throw new Error(what);
  }

  [Symbol.dispose](): void {
    for (const load of this.loads) load[Symbol.dispose]();
    for (const target of this.#targets) void target[Symbol.asyncDispose]();
  }
}
