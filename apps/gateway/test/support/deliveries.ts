/**
 * Determines which of the sent packets must be in the log.
 *
 * A packet counts as delivered when the gateway has received it. If the gateway is killed, the packet must also have
 * been in the journal before: it is written with a delay, and nothing is guaranteed until that write has ended.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { holds, readJournal } from './journals.js';
import type { ExpectedReading, Wearable } from './wearable.js';

const POLL_MS = 20;

/** Number of readings expected from each sensor at a point in time. */
export type Mark = readonly number[];

export class Deliveries {
  readonly #wearables: readonly Wearable[];
  readonly #journals: string;

  constructor(wearables: readonly Wearable[], journalDirectory: string) {
    this.#wearables = wearables;
    this.#journals = journalDirectory;
  }

  mark(): Mark {
    return this.#wearables.map(({ expected }) => expected.length);
  }

  /** Records that readings after the mark were in flight when a component was stopped, so that they may be missing. */
  markOptionalSince(mark: Mark): void {
    for (const one of this.#since(mark).flat()) one.isRequired = false;
  }

  /** Records that the gateway was killed: readings after the mark must be in the log only if they are in a journal. */
  async requireOnlyJournaled(mark: Mark): Promise<void> {
    const since = this.#since(mark);
    for (const [index, { user }] of this.#wearables.entries()) {
      const journal = await readJournal(this.#journals, user);
      for (const one of since[index]!) one.isRequired = holds(journal, one);
    }
  }

  /** Resolves when the last reading before the mark of each sensor is in the journal of its user. */
  async journaled(mark: Mark): Promise<void> {
    await Promise.all(
      this.#wearables.map(async ({ expected, user }, index) => {
        const last = expected[mark[index]! - 1];
        if (last === undefined) return;
        while (!holds(await readJournal(this.#journals, user), last)) await sleep(POLL_MS);
      }),
    );
  }

  /** Number of readings of all sensors that may be missing. */
  get optionalReadings(): number {
    return this.#wearables.reduce(
      (sum, { expected }) => sum + expected.filter(({ isRequired }) => !isRequired).length,
      0,
    );
  }

  #since(mark: Mark): ExpectedReading[][] {
    return this.#wearables.map(({ expected }, index) => expected.slice(mark[index]));
  }
}
