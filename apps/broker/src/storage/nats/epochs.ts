/**
 * The epoch of each shard: seqs can be compared only within one epoch. A broker raises the epoch if it finds that a
 * stream lacks a record that it has seen (an older copy was restored, or servers lost confirmed events). The other
 * brokers learn of it within `CHECK_INTERVAL_MS`. If all brokers were started after the loss, none detects it.
 */
import { setTimeout as delay } from 'node:timers/promises';
import type { Logger } from '../../observability/logger.js';
import type { Jet } from './jet.js';
import { ROLLBACK_CHECKS, ROLLBACK_PAUSE_MS } from './limits.js';
import type { Names } from './names.js';
import { changeState, readState } from './state.js';

interface EpochState {
  readonly epoch: number;
}

export class Epochs {
  readonly #jet: Jet;
  readonly #names: Names;
  readonly #node: string;
  readonly #logger: Logger;
  readonly #known: number[] = [];
  readonly #raising = new Map<number, Promise<boolean>>();
  #onChange: (shard: number) => void = () => {};

  private constructor(jet: Jet, names: Names, node: string, logger: Logger) {
    this.#jet = jet;
    this.#names = names;
    this.#node = node;
    this.#logger = logger;
  }

  static async open(jet: Jet, names: Names, node: string, logger: Logger): Promise<Epochs> {
    const epochs = new Epochs(jet, names, node, logger);
    for (let shard = 0; shard < names.shards; shard++) {
      epochs.#known[shard] = await epochs.#change(shard, (epoch) => epoch ?? Date.now());
    }
    return epochs;
  }

  of(shard: number): number {
    return this.#known[shard] as number;
  }

  /** Calls `listener` with each shard whose epoch has changed. */
  onChange(listener: (shard: number) => void): void {
    this.#onChange = listener;
  }

  /**
   * Reads the epochs, which another broker may have raised. Writes back an epoch that is missing in a restored copy.
   */
  async refresh(): Promise<void> {
    for (let shard = 0; shard < this.#names.shards; shard++) {
      const state = await readState<EpochState>(this.#jet, this.#names, this.#subject(shard));
      const known = this.of(shard);
      if (state?.epoch === known) continue;
      this.#apply(shard, await this.#change(shard, (stored = 0) => Math.max(stored, known)));
    }
  }

  /**
   * Call if the log seems to have been rolled back. Raises the epoch only if `isStillRolledBack` confirms it
   * repeatedly, because a new leader may need a moment to catch up. Resolves with whether the epoch was raised.
   */
  suspect(shard: number, isStillRolledBack: () => Promise<boolean>): Promise<boolean> {
    let raising = this.#raising.get(shard);
    if (raising === undefined) {
      raising = this.#confirm(shard, isStillRolledBack).finally(() => this.#raising.delete(shard));
      this.#raising.set(shard, raising);
    }
    return raising;
  }

  async #confirm(shard: number, isStillRolledBack: () => Promise<boolean>): Promise<boolean> {
    const before = this.of(shard);
    for (let check = 0; check < ROLLBACK_CHECKS; check++) {
      await delay(ROLLBACK_PAUSE_MS);
      if (this.of(shard) !== before) return true;
      if (!(await isStillRolledBack())) return false;
    }
    const epoch = await this.#change(shard, (stored = 0) =>
      stored > before ? stored : Math.max(Date.now(), before + 1),
    );
    this.#logger.error({ shard, epoch }, ROLLED_BACK);
    this.#apply(shard, epoch);
    return true;
  }

  #apply(shard: number, epoch: number): void {
    if (epoch <= this.of(shard)) return;
    this.#known[shard] = epoch;
    this.#onChange(shard);
  }

  async #change(shard: number, next: (epoch: number | undefined) => number): Promise<number> {
    const state = await changeState<EpochState>(
      this.#jet,
      this.#names,
      this.#subject(shard),
      this.#node,
      (stored) => {
        const epoch = next(stored?.epoch);
        return epoch === stored?.epoch ? undefined : { epoch };
      },
    );
    return (state as EpochState).epoch;
  }

  #subject(shard: number): string {
    return this.#names.state('epoch', String(shard));
  }
}

const ROLLED_BACK =
  'the NATS stream lacks events that it had confirmed: it was restored from an older copy, or its servers lost data; a new epoch begins, and consumers see a reset';
